package dialtone.signaling.mail;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import dialtone.signaling.message.Mail;
import dialtone.signaling.message.Words;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Messages in the memory of this process, which end with it.
///
/// Threading: for any number of threads, one after another under its lock.
public final class LocalMailStore implements MailStore {

    /// What a message takes beside its body.
    private static final long OVERHEAD_BYTES = 512;

    private final MailLimits limits;
    private final InstantSource clock;

    /// All of them by their ids, the oldest first.
    @GuardedBy("this")
    private final Map<String, Mail> all = new LinkedHashMap<>();

    @GuardedBy("this")
    private final Map<String, Map<String, Mail>> byReceiver = new HashMap<>();

    @GuardedBy("this")
    private final Map<String, Integer> bySender = new HashMap<>();

    @GuardedBy("this")
    private long bytes;

    public LocalMailStore(MailLimits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public synchronized Outcome keep(Mail mail) {
        expire();
        String words = whyNot(mail);
        if (words != null) {
            return new Outcome.Full(words);
        }
        all.put(mail.id(), mail);
        byReceiver
                .computeIfAbsent(mail.to().toString(), _ -> new LinkedHashMap<>())
                .put(mail.id(), mail);
        bySender.merge(mail.from().address(), 1, Integer::sum);
        bytes += cost(mail);
        return new Outcome.Kept();
    }

    /// Why there is no room for a message, in words; null when there is.
    @GuardedBy("this")
    private @Nullable String whyNot(Mail mail) {
        String sender = mail.from().address();
        String receiver = mail.to().toString();
        Map<String, Mail> there = byReceiver.getOrDefault(receiver, Map.of());
        long fromSender =
                there.values().stream().filter(m -> m.from().address().equals(sender)).count();
        if (there.size() >= limits.perUser() || fromSender >= (limits.perUser() + 1) / 2) {
            return "As many messages as may be are waiting for " + Words.quote(receiver) + ".";
        }
        if (bySender.getOrDefault(sender, 0) >= limits.perSender()) {
            return "As many of your messages are waiting for others as may be, "
                    + limits.perSender()
                    + ".";
        }
        return bytes + cost(mail) > limits.bytes()
                ? "The server keeps as many messages as it may."
                : null;
    }

    @Override
    public synchronized List<Mail> of(String address) {
        expire();
        return List.copyOf(byReceiver.getOrDefault(address, Map.of()).values());
    }

    @Override
    public synchronized void taken(String address, String id) {
        Mail mail = all.get(id);
        if (mail != null && mail.to().toString().equals(address)) {
            all.remove(id);
            forget(mail);
        }
    }

    @GuardedBy("this")
    private void expire() {
        Instant oldest = clock.instant().minus(limits.time());
        Iterator<Mail> mails = all.values().iterator();
        while (mails.hasNext()) {
            Mail mail = mails.next();
            if (!mail.at().isBefore(oldest)) {
                return;
            }
            mails.remove();
            forget(mail);
        }
    }

    @GuardedBy("this")
    private void forget(Mail mail) {
        byReceiver.computeIfPresent(
                mail.to().toString(),
                (_, there) -> {
                    there.remove(mail.id());
                    return there.isEmpty() ? null : there;
                });
        bySender.computeIfPresent(
                mail.from().address(), (_, count) -> count == 1 ? null : count - 1);
        bytes -= cost(mail);
    }

    private static long cost(Mail mail) {
        return OVERHEAD_BYTES + mail.body().length();
    }

    @Override
    public synchronized int count() {
        return all.size();
    }

    @Override
    public synchronized long bytes() {
        return bytes;
    }
}

package dialtone.signaling.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.mail.MailStore.Outcome;
import dialtone.signaling.message.Address;
import dialtone.signaling.message.Mail;
import dialtone.signaling.message.Party;
import dialtone.signaling.message.RawJson;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

class LocalMailStoreTest {

    private static final Duration TIME = Duration.ofHours(1);
    private static final long BYTES = 20_000;

    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private final LocalMailStore store =
            new LocalMailStore(new MailLimits(4, 5, BYTES, TIME), () -> now);
    private int count;

    private Outcome keep(String from, String to, String body) {
        String id = "m_" + count++;
        return store.keep(
                new Mail(
                        id,
                        new Party("user:" + from, null),
                        new Address(Address.USER, to),
                        RawJson.of('"' + body + '"'),
                        now,
                        true));
    }

    private List<String> idsOf(String user) {
        return store.of("user:" + user).stream().map(Mail::id).toList();
    }

    private static void assertFull(Outcome outcome, String words) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Full.class, full -> assertThat(full.words()).contains(words));
    }

    @Test
    void keepsInOrderUntilTaken() {
        keep("alice", "bob", "1");
        keep("carol", "bob", "2");
        keep("alice", "dave", "3");

        assertThat(idsOf("bob")).containsExactly("m_0", "m_1");
        store.taken("user:bob", "m_0");
        assertThat(idsOf("bob")).containsExactly("m_1");
        assertThat(idsOf("dave")).containsExactly("m_2");
    }

    @Test
    void whatOneHasNobodyElseCanTake() {
        keep("alice", "bob", "1");

        store.taken("user:mallory", "m_0");
        store.taken("user:bob", "m_9");

        assertThat(idsOf("bob")).containsExactly("m_0");
    }

    @Test
    void oneSenderFillsHalfOfAMailboxAndOthersTheRest() {
        keep("alice", "bob", "1");
        keep("alice", "bob", "2");

        assertFull(keep("alice", "bob", "3"), "waiting for 'user:bob'");

        assertThat(keep("carol", "bob", "4")).isEqualTo(new Outcome.Kept());
        assertThat(keep("dave", "bob", "5")).isEqualTo(new Outcome.Kept());
        assertFull(keep("erin", "bob", "6"), "waiting for 'user:bob'");
    }

    @Test
    void oneSenderHasSoManyWithAllTogether() {
        for (int i = 0; i < 5; i++) {
            assertThat(keep("alice", "user-" + i, "x")).isEqualTo(new Outcome.Kept());
        }

        assertFull(keep("alice", "user-5", "x"), "as may be, 5.");
        store.taken("user:user-0", "m_0");
        assertThat(keep("alice", "user-6", "x")).isEqualTo(new Outcome.Kept());
    }

    @Test
    void allTogetherHaveSoManyBytes() {
        String body = "x".repeat((int) BYTES / 2);
        keep("alice", "bob", body);

        assertFull(keep("carol", "dave", body), "The server keeps as many");

        assertThat(store.bytes()).isLessThanOrEqualTo(BYTES);
        assertThat(keep("carol", "dave", "x")).isEqualTo(new Outcome.Kept());
    }

    @Test
    void forgetsWhatHasWaitedLongEnough() {
        keep("alice", "bob", "old");
        now = now.plus(TIME);
        keep("alice", "bob", "young");
        assertThat(idsOf("bob")).containsExactly("m_0", "m_1");

        now = now.plusMillis(1);

        assertThat(idsOf("bob")).containsExactly("m_1");
        assertThat(store.count()).isEqualTo(1);
    }

    @Test
    void countsNothingWhenAllIsTaken() {
        keep("alice", "bob", "1");
        keep("carol", "bob", "2");

        idsOf("bob").forEach(id -> store.taken("user:bob", id));

        assertThat(store.count()).isZero();
        assertThat(store.bytes()).isZero();
        assertThat(keep("alice", "bob", "3")).isEqualTo(new Outcome.Kept());
    }
}

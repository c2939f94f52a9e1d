package dialtone.sip.policy;

import dialtone.signaling.ticket.Ticket;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// What the calls of each ticket have cost, and what those there are may still cost.
///
/// Threading: guarded by the policy's lock.
final class Ledger {

    /// An expired ticket still counts for so long where tickets are verified, and longer here.
    private static final Duration KEPT = Duration.ofMinutes(5);

    private final Map<String, Account> accounts = new HashMap<>();

    private static final class Account {
        private long spentMicros;
        private long reservedMicros;
        private int live;
        private Instant keptUntil = Instant.MIN;
    }

    /// Tickets of one name share a budget.
    static String name(Ticket ticket) {
        String id = ticket.limits().id();
        return id != null
                ? "id " + id
                : "user " + ticket.user() + " " + ticket.expiresAt().getEpochSecond();
    }

    /// What of a ticket's budget is neither spent nor reserved.
    long leftMicros(Ticket ticket, Money budget) {
        Account account = accounts.get(name(ticket));
        long gone = account == null ? 0 : account.spentMicros + account.reservedMicros;
        return Math.max(0, budget.micros() - gone);
    }

    void reserve(Ticket ticket, long micros) {
        Account account = accounts.computeIfAbsent(name(ticket), _ -> new Account());
        account.reservedMicros += micros;
        account.live++;
        Instant until = ticket.expiresAt().plus(KEPT);
        if (until.isAfter(account.keptUntil)) {
            account.keptUntil = until;
        }
    }

    void settle(Ticket ticket, long reservedMicros, long spentMicros) {
        Account account = accounts.get(name(ticket));
        if (account != null) {
            account.reservedMicros -= reservedMicros;
            account.spentMicros += spentMicros;
            account.live--;
        }
    }

    /// Forgets tickets that are over.
    void sweep(Instant now) {
        accounts.values().removeIf(account -> account.live == 0 && now.isAfter(account.keptUntil));
    }
}

/// Who may dial what, how long and for how much: what stands between a stolen ticket and the phone
/// bill.
///
/// *Starting points:* [DialPolicy][dialtone.sip.policy.DialPolicy] lets calls to phones in;
/// [DialRules][dialtone.sip.policy.DialRules] is what it asks of a number and a ticket alone,
/// [Ceilings][dialtone.sip.policy.Ceilings], [Breaker][dialtone.sip.policy.Breaker] and
/// [Ledger][dialtone.sip.policy.Ledger] are what it counts. What numbers mean is in
/// `countries.txt` and `premium.txt`.
///
/// *Threading:* the policy has one lock for all that it counts; the rest is immutable. Nothing
/// waits for anything else.
@NullMarked
package dialtone.sip.policy;

import org.jspecify.annotations.NullMarked;

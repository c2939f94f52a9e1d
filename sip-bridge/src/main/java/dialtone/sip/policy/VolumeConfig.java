package dialtone.sip.policy;

import dialtone.config.Problems;

/// How much there may be in an hour before it is unusual; 0 for any amount.
///
/// @param calls that were begun
/// @param minutes that were talked
/// @param spend what they cost, by the rates
public record VolumeConfig(int calls, int minutes, Money spend) {

    public VolumeConfig {
        new Problems()
                .require(calls >= 0, "calls", calls + " (expected: 0 or more)")
                .require(minutes >= 0, "minutes", minutes + " (expected: 0 or more)")
                .orThrow();
    }
}

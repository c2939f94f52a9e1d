package dialtone;

import dialtone.media.bridge.LegStatistics;
import dialtone.signaling.admin.AdminRoutes;
import dialtone.signaling.admin.AdminRoutes.Answer;
import dialtone.signaling.http.Routes;
import dialtone.sip.call.LiveCall;
import dialtone.sip.call.PhoneBridge;

import org.eclipse.jetty.http.HttpMethod;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/// What the admin port tells of phone calls in progress, specified in `docs/openapi.yaml`.
///
/// Threading: immutable.
final class LiveCallRoutes {

    static final String CALLS = "/v1/sip/calls";

    private static final double PERCENT = 100;

    private LiveCallRoutes() {}

    private record Listed(List<Entry> calls) {}

    private record Entry(
            String id,
            String direction,
            String from,
            String to,
            @Nullable String number,
            @Nullable String trunk,
            String started,
            @Nullable String answered,
            @Nullable End caller,
            @Nullable End called) {

        static Entry of(LiveCall call) {
            Instant answered = call.answered();
            return new Entry(
                    call.id(),
                    call.direction().wire(),
                    call.from(),
                    call.to(),
                    call.number(),
                    call.trunk(),
                    call.started().toString(),
                    answered == null ? null : answered.toString(),
                    End.of(call.callerCodec(), call.caller()),
                    End.of(call.calledCodec(), call.called()));
        }
    }

    /// One end: how we hear it, and how it hears us, as its reports say.
    private record End(
            String codec,
            long packets,
            long lost,
            double jitterMs,
            double mos,
            long sentPackets,
            double sentLossPercent,
            double sentJitterMs,
            double sentMos,
            double roundTripMs) {

        static @Nullable End of(@Nullable String codec, @Nullable LegStatistics heard) {
            return codec == null || heard == null
                    ? null
                    : new End(
                            codec,
                            heard.received(),
                            heard.lost(),
                            heard.jitterMillis(),
                            heard.heard().mos(),
                            heard.sent(),
                            heard.hasReports() ? heard.heardThere().lossRatio() * PERCENT : 0,
                            heard.hasReports() ? heard.heardThere().jitterMillis() : 0,
                            heard.hasReports() ? heard.heardThere().mos() : 0,
                            heard.roundTripMillis());
        }
    }

    /// Adds them.
    ///
    /// @param phones null while they are not open
    static void add(Routes routes, Supplier<@Nullable PhoneBridge> phones) {
        routes.add(HttpMethod.GET, CALLS, AdminRoutes.plain(_ -> list(phones.get())));
    }

    private static Answer list(@Nullable PhoneBridge phones) {
        if (phones == null) {
            throw new IllegalStateException("Phones are not open.");
        }
        return new Answer.Ok(new Listed(phones.calls().stream().map(Entry::of).toList()));
    }
}

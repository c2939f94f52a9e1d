package dialtone.sip.check;

import dialtone.media.dtls.DtlsHandshakes;
import dialtone.media.dtls.DtlsIdentity;
import dialtone.media.dtls.DtlsKeys;
import dialtone.media.srtp.Srtp;
import dialtone.turn.check.Step;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Consumer;

/// Makes a call to a phone as a browser would: a session, the offer, connectivity, keys, and sound
/// that comes back from the number of the echo.
///
/// Threading: for one thread, which waits.
public final class PhoneCheck implements AutoCloseable {

    private static final int MAX_HANDSHAKES = 4;

    private final Target target;
    private final HttpClient client;
    private final DtlsHandshakes handshakes;

    /// What is checked.
    ///
    /// @param server the address of its pages
    /// @param ticket that may dial; null for one of development mode
    /// @param number that answers with an echo
    /// @param patience how long each step may take
    public record Target(URI server, @Nullable String ticket, String number, Duration patience) {}

    private interface Trial {
        String go() throws CheckFailure, IOException, InterruptedException;
    }

    public PhoneCheck(Target target) {
        this.target = target;
        Srtp.warmUp();
        SecureRandom random = new SecureRandom();
        handshakes =
                new DtlsHandshakes(
                        DtlsIdentity.create(InstantSource.system(), random),
                        MAX_HANDSHAKES,
                        target.patience());
        client = HttpClient.newBuilder().connectTimeout(target.patience()).build();
    }

    /// Makes one call, until something fails.
    ///
    /// @param listener hears of each step as it is done
    /// @return the last step: the one that failed, or the last of all
    public Step call(Consumer<Step> listener) {
        try (Caller caller = new Caller()) {
            Step last = attempt("session", caller::open, listener);
            last = next(last, "invitation", caller::invite, listener);
            last = next(last, "connectivity", caller::connect, listener);
            last = next(last, "keys", caller::agree, listener);
            last = next(last, "answer", caller::answer, listener);
            last = next(last, "echo", caller::echo, listener);
            return next(last, "end", caller::hangUp, listener);
        }
    }

    private static Step next(Step last, String name, Trial trial, Consumer<Step> listener) {
        return last.result() == Step.Result.OK ? attempt(name, trial, listener) : last;
    }

    private static Step attempt(String name, Trial trial, Consumer<Step> listener) {
        long startNanos = System.nanoTime();
        Step.Result result = Step.Result.OK;
        String words;
        try {
            words = trial.go();
        } catch (CheckFailure e) {
            result = Step.Result.FAILED;
            words = e.words();
        } catch (IOException e) {
            result = Step.Result.FAILED;
            words = e.toString();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            result = Step.Result.FAILED;
            words = "it was told to stop";
        }
        Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
        Step step = new Step(name, result, words, took);
        listener.accept(step);
        return step;
    }

    @Override
    public void close() {
        client.close();
    }

    /// One call.
    private final class Caller implements AutoCloseable {

        private @Nullable CheckSession session;
        private @Nullable CheckMedia media;
        private @Nullable CheckDescription server;
        private @Nullable DtlsKeys keys;
        private String call = "";

        String open() throws CheckFailure, InterruptedException {
            session =
                    CheckSession.open(client, target.server(), target.ticket(), target.patience());
            return "the server has opened one";
        }

        String invite() throws CheckFailure, IOException, InterruptedException {
            CheckSession known = Objects.requireNonNull(session);
            CheckMedia mine = new CheckMedia(handshakes, target.patience());
            media = mine;
            ObjectNode invitation = CheckSession.JSON.createObjectNode();
            invitation.put("to", "tel:" + target.number());
            invitation.putObject("media").put("audio", true).put("video", false);
            invitation.putObject("offer").put("type", "offer").put("sdp", mine.offer());
            call = known.ask("call.invite", invitation).path("call").asString("");
            JsonNode answer = known.event("call.progress").path("answer");
            server = CheckDescription.read(answer.path("sdp").asString(""));
            return "the media of %s is at %s".formatted(target.number(), server.address());
        }

        String connect() throws CheckFailure, InterruptedException {
            Objects.requireNonNull(media).check(Objects.requireNonNull(server));
            return "a check was answered";
        }

        String agree() throws CheckFailure, InterruptedException {
            DtlsKeys agreed = Objects.requireNonNull(media).keys();
            keys = agreed;
            return "of " + agreed.local().profile();
        }

        String answer() throws CheckFailure, InterruptedException {
            Objects.requireNonNull(session).event("call.answered");
            return target.number() + " has answered";
        }

        String echo() throws CheckFailure, InterruptedException {
            Objects.requireNonNull(media).echo(Objects.requireNonNull(keys));
            return "what was said came back";
        }

        String hangUp() throws CheckFailure, InterruptedException {
            ObjectNode parameters = CheckSession.JSON.createObjectNode().put("call", call);
            Objects.requireNonNull(session).ask("call.hangup", parameters);
            return "hung up";
        }

        @Override
        public void close() {
            if (session != null) {
                session.close();
            }
            if (media != null) {
                media.close();
            }
        }
    }
}

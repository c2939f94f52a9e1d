package dialtone.sip.call;

import dialtone.media.bridge.LegStatistics;
import dialtone.signaling.message.Ending;
import dialtone.sip.policy.Masked;
import dialtone.sip.record.CallMedia;
import dialtone.sip.record.CallRecord;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/// Makes the record of a call, and the line in the log at its end.
///
/// Threading: see [Account].
final class CallNotes implements Account {

    private static final Logger LOG = LoggerFactory.getLogger(CallNotes.class);

    private final Begun begun;
    private final InstantSource clock;
    private final Consumer<CallRecord> records;
    private final HeardSums browser = new HeardSums();
    private final HeardSums phone = new HeardSums();
    private @Nullable String trunk;
    private @Nullable String number;
    private @Nullable Instant ringing;
    private @Nullable Instant answered;
    private @Nullable Spoken browserSpeaks;
    private @Nullable Spoken phoneSpeaks;
    private @Nullable String srtpProfile;

    /// What is known of a call from the beginning.
    ///
    /// @param divertedFrom whom a phone called first; null when there is nobody to be told of
    /// @param user of the ticket; null for calls from phones
    /// @param sipCallId of the phone's side; null when there is none yet
    record Begun(
            String id,
            CallRecord.Direction direction,
            String from,
            String to,
            @Nullable String divertedFrom,
            @Nullable String origin,
            @Nullable String user,
            @Nullable String sipCallId,
            Instant at) {}

    /// @param records gets the record when the call is over
    CallNotes(Begun begun, InstantSource clock, Consumer<CallRecord> records) {
        this.begun = begun;
        this.clock = clock;
        this.records = records;
    }

    @Override
    public String id() {
        return begun.id();
    }

    @Override
    public void tries(@Nullable String triedTrunk, String triedNumber) {
        trunk = triedTrunk;
        number = triedNumber;
    }

    @Override
    public void rings() {
        if (ringing == null) {
            ringing = clock.instant();
        }
    }

    @Override
    public void answered() {
        if (answered == null) {
            answered = clock.instant();
        }
    }

    private boolean isOutbound() {
        return begun.direction() == CallRecord.Direction.OUTBOUND;
    }

    @Override
    public void joined(Spoken caller, Spoken called) {
        browserSpeaks = isOutbound() ? caller : called;
        phoneSpeaks = isOutbound() ? called : caller;
    }

    @Override
    public void secured(String profile) {
        srtpProfile = profile;
    }

    @Override
    public void heardCaller(LegStatistics caller) {
        (isOutbound() ? browser : phone).add(caller);
    }

    @Override
    public void heardCalled(LegStatistics called) {
        (isOutbound() ? phone : browser).add(called);
    }

    @Override
    public LiveCall live(@Nullable LegStatistics caller, @Nullable LegStatistics called) {
        return new LiveCall(
                begun.id(),
                begun.direction(),
                begun.from(),
                begun.to(),
                number,
                trunk,
                begun.at(),
                answered,
                codec(isOutbound() ? browserSpeaks : phoneSpeaks),
                codec(isOutbound() ? phoneSpeaks : browserSpeaks),
                caller,
                called);
    }

    private static @Nullable String codec(@Nullable Spoken spoken) {
        return spoken == null ? null : spoken.format().codec().encodingName();
    }

    @Override
    public void over(Ending ending, CallRecord.Ender by) {
        CallRecord record =
                new CallRecord(
                        begun.id(),
                        begun.direction(),
                        begun.from(),
                        begun.to(),
                        begun.divertedFrom(),
                        number,
                        trunk,
                        begun.origin(),
                        begun.user(),
                        begun.at(),
                        ringing,
                        answered,
                        clock.instant(),
                        ending.reason(),
                        ending.cause(),
                        by,
                        begun.sipCallId(),
                        media());
        log(record);
        records.accept(record);
    }

    private CallMedia media() {
        Spoken theirs = browserSpeaks;
        Spoken its = phoneSpeaks;
        if (theirs == null || its == null) {
            return CallMedia.NONE;
        }
        String browserCodec = theirs.format().codec().encodingName();
        String phoneCodec = its.format().codec().encodingName();
        return new CallMedia(
                browserCodec,
                phoneCodec,
                !browserCodec.equals(phoneCodec),
                srtpProfile,
                browser.sum(),
                phone.sum());
    }

    private static void log(CallRecord record) {
        CallMedia media = record.media();
        LOG.info(
                "event=phone_call_ended call_id={} direction={} number={} trunk={} answered={}"
                        + " reason={} by={} duration_s={} codecs={}/{} packets={}/{} mos={}/{}",
                record.id(),
                record.direction().wire(),
                record.number() == null ? "" : Masked.number(record.number()),
                record.trunk(),
                record.answered() != null,
                record.reason().wire(),
                record.endedBy().wire(),
                record.duration().toSeconds(),
                media.browserCodec(),
                media.phoneCodec(),
                media.browser().packets(),
                media.phone().packets(),
                rounded(media.browser().meanMos()),
                rounded(media.phone().meanMos()));
    }

    private static double rounded(double mos) {
        return Math.round(mos * 10) / 10.0;
    }
}

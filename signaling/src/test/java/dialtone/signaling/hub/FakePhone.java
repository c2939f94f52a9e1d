package dialtone.signaling.hub;

import dialtone.signaling.message.Address;
import dialtone.signaling.message.Details;
import dialtone.signaling.message.Ending;
import dialtone.signaling.message.Media;
import dialtone.signaling.message.Party;
import dialtone.signaling.message.RawJson;
import dialtone.signaling.ticket.Ticket;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// A phone behind a bridge that calls users, and keeps what it is told.
public final class FakePhone implements Bridge.Leg {

    static final Party PARTY = new Party("tel:+15551234567", "Carol");
    static final RawJson OFFER = RawJson.of("{\"type\":\"offer\",\"sdp\":\"v=phone\"}");
    static final Media MEDIA = new Media(true, false);
    static final Details DETAILS =
            new Details(new Party("tel:+15557654321", null), Map.of("X-Order", "4711"));

    final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final Hub hub;

    public FakePhone(Hub hub) {
        this.hub = hub;
    }

    public BridgedCall call(String user) {
        return hub.call(PARTY, new Address(Address.USER, user), MEDIA, OFFER, DETAILS, this);
    }

    @Override
    public void ringing() {
        told.add("ringing");
    }

    @Override
    public void answered(Party by, RawJson answer) {
        told.add("answered by " + by.address() + " " + answer);
    }

    @Override
    public void described(RawJson description) {
        told.add("described");
    }

    @Override
    public void trickled(RawJson candidates) {
        told.add("trickled");
    }

    @Override
    public boolean transferred(Address to, Ticket ticket) {
        told.add("transferred to " + to);
        return true;
    }

    @Override
    public void ended(Ending ending) {
        told.add("ended " + ending.reason().wire() + ": " + ending.words());
    }
}

package dialtone.signaling.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.message.Answer.RoomJoined;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Event.RoomDescription;
import dialtone.signaling.message.Event.RoomPeerJoined;
import dialtone.signaling.message.Event.RoomPeerLeft;
import dialtone.signaling.message.Party;
import dialtone.signaling.message.Peer;
import dialtone.signaling.message.RawJson;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// A phone in a room, as the hub sees it.
class BridgedGuestTest {

    private static final Party PHONE = new Party("tel:+15551234567", "Carol");
    private static final RawJson OFFER = RawJson.of("{\"type\":\"offer\",\"sdp\":\"v=phone\"}");

    private final TestHub test = new TestHub(1);
    private final Phone phone = new Phone();

    private static final class Phone implements Bridge.Guest {

        private final List<String> told = new ArrayList<>();
        private boolean fails;

        @Override
        public String name() {
            return "p_1";
        }

        @Override
        public void joined(List<Peer> peers) {
            told.add("joined " + peers.stream().map(peer -> peer.party().address()).toList());
        }

        @Override
        public void refused(ErrorCode code, String words) {
            told.add("refused " + code.wire());
        }

        @Override
        public void peerJoined(Peer peer) {
            if (fails) {
                throw new IllegalStateException("a defect, as the test wants it");
            }
            told.add("came " + peer.party().address());
        }

        @Override
        public void peerLeft(String peer) {
            told.add("left " + peer);
        }

        @Override
        public void described(String from, RawJson description) {
            told.add("described " + from);
        }

        @Override
        public void trickled(String from, RawJson candidates) {
            told.add("trickled " + from);
        }
    }

    private BridgedGuest enter() {
        return test.hub.enter("standup", PHONE, phone);
    }

    private TestHub.Client inRoom(String user) {
        TestHub.Client client = test.open(user);
        client.request("room.join", "{'room':'standup'}");
        return client;
    }

    private static String self(TestHub.Client client) {
        return ((RoomJoined) client.result()).self();
    }

    @Test
    void isShownToThoseWhoAreThere() {
        TestHub.Client alice = inRoom("alice");

        enter();

        assertThat(phone.told).containsExactly("joined [user:alice]");
        assertThat(alice.all(RoomPeerJoined.class))
                .extracting(event -> event.peer().party())
                .containsExactly(PHONE);
    }

    @Test
    void isShownToThoseWhoComeLater() {
        enter();

        TestHub.Client alice = inRoom("alice");

        assertThat(((RoomJoined) alice.result()).peers())
                .extracting(Peer::party)
                .containsExactly(PHONE);
        assertThat(phone.told).containsExactly("joined []", "came user:alice");
    }

    @Test
    void exchangesDescriptionsAndCandidates() {
        TestHub.Client alice = inRoom("alice");
        String self = self(alice);
        BridgedGuest guest = enter();

        guest.describe(self, OFFER);
        RoomDescription told = alice.all(RoomDescription.class).getFirst();
        String to = "{'room':'standup','to':'" + told.from() + "',";
        alice.request("room.describe", to + "'description':{'type':'answer','sdp':'v'}}");
        alice.request("room.trickle", to + "'candidates':[{'candidate':'','sdpMid':'0'}]}");

        assertThat(told.description()).isEqualTo(OFFER);
        assertThat(phone.told).contains("described " + self, "trickled " + self);
    }

    @Test
    void leavesAndIsToldNothingMore() {
        TestHub.Client alice = inRoom("alice");
        BridgedGuest guest = enter();

        guest.leave();
        guest.describe(self(alice), OFFER);
        alice.request("room.leave", "{'room':'standup'}");

        assertThat(alice.all(RoomPeerLeft.class)).hasSize(1);
        assertThat(alice.all(RoomDescription.class)).isEmpty();
        assertThat(phone.told).containsExactly("joined [user:alice]");
        assertThat(test.gauge("dialtone.participants.active")).isZero();
    }

    @Test
    void hearsWhenTheOthersAreGone() {
        TestHub.Client alice = inRoom("alice");
        String self = self(alice);
        enter();

        alice.session.lost();

        assertThat(phone.told).last().isEqualTo("left " + self);
    }

    @Test
    void isRefusedWhereTheRoomIsFull() {
        for (String user : List.of("a", "b", "c", "d")) {
            inRoom(user);
        }

        enter();

        assertThat(phone.told).containsExactly("refused room/full");
    }

    @Test
    void isRefusedWhenTheServerStops() {
        test.hub.close();

        enter();

        assertThat(phone.told).containsExactly("refused signaling/draining");
        assertThat(test.gauge("dialtone.rooms.active")).isZero();
    }

    @Test
    void isOutOfTheRoomWhenItFails() {
        enter();
        phone.fails = true;

        TestHub.Client alice = inRoom("alice");

        assertThat(alice.all(RoomPeerLeft.class)).hasSize(1);
    }
}

package dialtone.sip.call;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Comparator.comparingInt;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;

import org.jspecify.annotations.Nullable;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.sip.ClientTransaction;
import javax.sip.Dialog;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.ListeningPoint;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.SipFactory;
import javax.sip.SipListener;
import javax.sip.SipProvider;
import javax.sip.SipStack;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionTerminatedEvent;
import javax.sip.address.AddressFactory;
import javax.sip.header.CSeqHeader;
import javax.sip.header.ContactHeader;
import javax.sip.header.HeaderFactory;
import javax.sip.header.ToHeader;
import javax.sip.message.MessageFactory;
import javax.sip.message.Request;
import javax.sip.message.Response;

/// A phone on JAIN-SIP, whose parser, transactions and dialogs are none of ours: what does not fit
/// a transaction or a dialog never reaches the test.
final class JainPhone implements SipListener, AutoCloseable {

    private static final String TAG = "jain";

    private final BlockingQueue<Taken> requests = new LinkedBlockingQueue<>();
    private final BlockingQueue<ResponseEvent> responses = new LinkedBlockingQueue<>();
    private final BlockingQueue<Exception> failures = new LinkedBlockingQueue<>();
    private final SipStack stack;
    private final SipProvider provider;
    private final MessageFactory messages;
    private final HeaderFactory headers;
    private final AddressFactory addresses;
    private final int port;

    /// A request that has come.
    ///
    /// @param transaction that its response goes by; null for an ACK
    record Taken(Request request, @Nullable ServerTransaction transaction) {

        Dialog dialog() {
            return Objects.requireNonNull(transaction, "a request but ACK").getDialog();
        }
    }

    JainPhone() throws Exception {
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        SipFactory factory = SipFactory.getInstance();
        factory.setPathName("gov.nist");
        Properties properties = new Properties();
        properties.setProperty("javax.sip.STACK_NAME", "phone-" + port);
        properties.setProperty("gov.nist.javax.sip.TRACE_LEVEL", "OFF");
        // One thread, so that messages are taken in the order that they came in.
        properties.setProperty("gov.nist.javax.sip.THREAD_POOL_SIZE", "1");
        stack = factory.createSipStack(properties);
        provider =
                stack.createSipProvider(
                        stack.createListeningPoint("127.0.0.1", port, ListeningPoint.UDP));
        provider.addSipListener(this);
        messages = factory.createMessageFactory();
        headers = factory.createHeaderFactory();
        addresses = factory.createAddressFactory();
    }

    int port() {
        return port;
    }

    /// The next request but repeated ones; it must be this one, with all headers that such a one
    // has.
    Taken request(String method) throws Exception {
        Taken taken = requests.poll(10, TimeUnit.SECONDS);
        assertThat(failures).isEmpty();
        assertThat(taken).as("a %s", method).isNotNull();
        assertThat(taken.request().getMethod()).isEqualTo(method);
        ((SIPRequest) taken.request()).checkHeaders();
        return taken;
    }

    /// The next requests, which come in whatever order.
    ///
    /// @return all, in the order that they are named in
    List<Taken> requests(String... methods) throws Exception {
        List<Taken> taken = new ArrayList<>();
        for (int i = 0; i < methods.length; i++) {
            Taken next = requests.poll(10, TimeUnit.SECONDS);
            assertThat(failures).isEmpty();
            assertThat(next).as("one of %s", List.of(methods)).isNotNull();
            ((SIPRequest) next.request()).checkHeaders();
            taken.add(next);
        }
        List<String> order = List.of(methods);
        assertThat(taken)
                .extracting(each -> each.request().getMethod())
                .containsExactlyInAnyOrder(methods);
        taken.sort(comparingInt(each -> order.indexOf(each.request().getMethod())));
        return taken;
    }

    void respond(Taken to, int status, String sdp) throws Exception {
        Response response = messages.createResponse(status, to.request());
        ToHeader toHeader = (ToHeader) response.getHeader(ToHeader.NAME);
        if (toHeader.getTag() == null) {
            toHeader.setTag(TAG);
        }
        response.addHeader(contact());
        if (!sdp.isEmpty()) {
            response.setContent(sdp, headers.createContentTypeHeader("application", "sdp"));
        }
        Objects.requireNonNull(to.transaction(), "a request but ACK").sendResponse(response);
    }

    private ContactHeader contact() throws ParseException {
        return headers.createContactHeader(
                addresses.createAddress("<sip:ben@127.0.0.1:" + port + ">"));
    }

    /// Asks something in a dialog that it has.
    void ask(Dialog dialog, String method, String sdp) throws Exception {
        Request request = dialog.createRequest(method);
        if (!sdp.isEmpty()) {
            request.setHeader(contact());
            request.setContent(sdp, headers.createContentTypeHeader("application", "sdp"));
        }
        dialog.sendRequest(provider.getNewClientTransaction(request));
    }

    /// Asks that somebody else be called instead of this phone.
    void refer(Dialog dialog, String whom) throws Exception {
        Request request = dialog.createRequest(Request.REFER);
        request.setHeader(contact());
        request.setHeader(headers.createReferToHeader(addresses.createAddress(whom)));
        dialog.sendRequest(provider.getNewClientTransaction(request));
    }

    /// Calls a number.
    void invite(String number, int peer, String sdp) throws Exception {
        var from = addresses.createAddress("<sip:+4930222@127.0.0.1:" + port + ">");
        var to = addresses.createAddress("<sip:%s@127.0.0.1:%d>".formatted(number, peer));
        Request invite =
                messages.createRequest(
                        to.getURI(),
                        Request.INVITE,
                        provider.getNewCallId(),
                        headers.createCSeqHeader(1L, Request.INVITE),
                        headers.createFromHeader(from, "caller"),
                        headers.createToHeader(to, null),
                        List.of(headers.createViaHeader("127.0.0.1", port, "udp", null)),
                        headers.createMaxForwardsHeader(70));
        invite.addHeader(contact());
        invite.setContent(sdp, headers.createContentTypeHeader("application", "sdp"));
        ClientTransaction transaction = provider.getNewClientTransaction(invite);
        transaction.sendRequest();
    }

    /// The next response with this status; only provisional ones may come before.
    ResponseEvent response(int status) throws Exception {
        while (true) {
            ResponseEvent event = responses.poll(10, TimeUnit.SECONDS);
            assertThat(failures).isEmpty();
            assertThat(event).as("a %d", status).isNotNull();
            int got = event.getResponse().getStatusCode();
            if (got == status) {
                return event;
            }
            assertThat(got).as("a response before the %d", status).isLessThan(200);
        }
    }

    /// Acknowledges the answer to an INVITE of its own.
    void acknowledge(ResponseEvent answer) throws Exception {
        CSeqHeader number = (CSeqHeader) answer.getResponse().getHeader(CSeqHeader.NAME);
        Dialog dialog = answer.getDialog();
        dialog.sendAck(dialog.createAck(number.getSeqNumber()));
    }

    static String body(Request message) throws Exception {
        return ((SIPMessage) message).getMessageContent();
    }

    static String body(ResponseEvent message) throws Exception {
        return ((SIPMessage) message.getResponse()).getMessageContent();
    }

    @Override
    public void processRequest(RequestEvent event) {
        try {
            Request request = event.getRequest();
            ServerTransaction transaction = event.getServerTransaction();
            if (transaction == null && !request.getMethod().equals(Request.ACK)) {
                transaction = provider.getNewServerTransaction(request);
            }
            requests.add(new Taken(request, transaction));
        } catch (SipException e) {
            failures.add(e);
        }
    }

    @Override
    public void processResponse(ResponseEvent event) {
        responses.add(event);
    }

    @Override
    public void processTimeout(TimeoutEvent event) {
        failures.add(new IllegalStateException("a transaction has timed out"));
    }

    @Override
    public void processIOException(IOExceptionEvent event) {
        failures.add(new IllegalStateException("nothing was sent to port " + event.getPort()));
    }

    @Override
    public void processTransactionTerminated(TransactionTerminatedEvent event) {}

    @Override
    public void processDialogTerminated(DialogTerminatedEvent event) {}

    @Override
    public void close() {
        stack.stop();
    }
}

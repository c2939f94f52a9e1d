package dialtone;

import dialtone.config.Addresses;
import dialtone.logging.LoggingConfig;
import dialtone.signaling.WebAddress;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.stream.Collectors;

/// Says that everything is open, and where.
final class Greeting {

    private static final Logger LOG = LoggerFactory.getLogger(Greeting.class);

    private Greeting() {}

    /// To a person it tells what to do next; a machine that reads JSON gets it as a log line.
    static void print(Dialtone dialtone, LoggingConfig logging) {
        long startMillis = ManagementFactory.getRuntimeMXBean().getUptime();
        String page = url(dialtone.webAddress());
        String admin = url(new WebAddress(dialtone.adminAddress(), false, null));
        String relay =
                dialtone.relayAddresses().stream()
                        .map(Addresses::text)
                        .collect(Collectors.joining(", "));
        String sip = Addresses.text(dialtone.sipAddress());
        switch (logging.format()) {
            case JSON ->
                    LOG.info(
                            "event=started millis={} url={} admin={} turn={} sip={}",
                            startMillis,
                            page,
                            admin,
                            relay,
                            sip);
            case TEXT ->
                    System.out.printf(
                            """

                            Dialtone is ready after %.1f s.

                              Demo    %s  open it in two tabs and call from one to the other
                              TURN    %s, UDP and TCP
                              SIP     %s; dial 600 for an echo, 601 for a tone, 602 for a menu
                              Admin   %smetrics

                            Ctrl-C stops it.
                            """,
                            startMillis / 1000.0, page, relay, sip, admin);
        }
    }

    /// What a browser on this machine opens; where there is a certificate, by the name that is in
    // it.
    private static String url(WebAddress address) {
        InetSocketAddress socket = address.socket();
        String host = address.hostName();
        if (host == null && socket.getAddress().isAnyLocalAddress()) {
            host = "localhost";
        }
        return (address.isTls() ? "https://" : "http://")
                + (host == null ? Addresses.text(socket) : host + ":" + socket.getPort())
                + "/";
    }
}

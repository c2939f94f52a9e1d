package dialtone.logging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    remote=203.0.113.77:5060 reason=gone | remote=203.0.113.x:5060 reason=gone
                    remote=/198.51.100.9:53211 | remote=/198.51.100.x:53211
                    java.net.ConnectException: no route to 10.1.2.3 | java.net.ConnectException: no route to 10.1.2.x
                    peer=[2001:db8:7:8::9]:3478 | peer=[2001:db8:7::x]:3478
                    peer=2001:db8::9 | peer=2001:db8::x
                    peer=fe80::1c2d:3e4f | peer=fe80::x
                    peer=::ffff:192.0.2.7 | peer=::x
                    peer=1:2:3:4:5:6:7:8 | peer=1:2:3::x
                    to='tel:+15551234567' answered=true | to='tel:+…567' answered=true
                    to='sip:+4930123456@pbx.example' | to='sip:+…456@pbx.example'
                    it is +49 or +4930123456 | it is +49 or +…456
                    number=030123456 trunk=main | number=…456 trunk=main
                    from=15551234567 to=112 | from=…567 to=112
                    from='tel:+1-555-123-4567' | from='tel:+…567'
                    """)
    void leavesOutWhoSomebodyIs(String line, String shown) {
        assertThat(Redaction.of(line)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "event=turn_started listeners=203.0.113.7:3478,[2001:db8::7]:3478 shards=1",
                "event=signaling_started address=192.0.2.8:443 tls=true",
                "event=sip_started address=192.0.2.8:5060 media=192.0.2.8:20000 opus=\"libopus\"",
                "remote=127.0.0.1:5060",
                "remote=[::1]:5060",
                "event=call_ended call_id=c_8f3kq2 from='user:alice' ring_ms=12345678 sip=486",
                "at 10:20:30.123 on 2026-11-30",
                "event=started millis=1234567 url=http://192.0.2.8:8080/",
                "at dialtone.turn.relay.Relay.fromClients(Relay.java:123)",
                "the port 5060 of version 4.17.1",
                "to=600"
            })
    void leavesTheRestAlone(String line) {
        assertThat(Redaction.of(line)).isEqualTo(line);
    }

    @Test
    void endsWithAnyLine() {
        String hostile = "number=" + "1.".repeat(10_000) + "peer=" + ":1".repeat(10_000);

        assertThat(Redaction.of(hostile)).isNotEmpty();
    }
}

package dialtone.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;

import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import java.io.ByteArrayOutputStream;

/// One JSON object a line, with `ts`, `level`, `logger`, `thread`, `msg` and, for a failure,
/// `error` with its stack.
///
/// Threading: for any thread; the factory is shared.
final class JsonEncoder extends EncoderBase<ILoggingEvent> {

    private static final JsonFactory JSON = new JsonFactory();

    private final boolean redacts;

    /// @param redacts whether parts of addresses and phone numbers are left out
    JsonEncoder(boolean redacts) {
        this.redacts = redacts;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonGenerator json =
                JSON.createGenerator(ObjectWriteContext.empty(), line, JsonEncoding.UTF8)) {
            json.writeStartObject();
            json.writeStringProperty("ts", event.getInstant().toString());
            json.writeStringProperty("level", event.getLevel().toString());
            json.writeStringProperty("logger", event.getLoggerName());
            json.writeStringProperty("thread", event.getThreadName());
            json.writeStringProperty("msg", shown(event.getFormattedMessage()));
            IThrowableProxy failure = event.getThrowableProxy();
            if (failure != null) {
                json.writeStringProperty("error", shown(ThrowableProxyUtil.asString(failure)));
            }
            json.writeEndObject();
        }
        line.write('\n');
        return line.toByteArray();
    }

    private String shown(String text) {
        return redacts ? Redaction.of(text) : text;
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}

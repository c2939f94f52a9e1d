package dialtone.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/// Lines for a person: `16:18:02.101 INFO  SignalingServer: event=signaling_started`.
///
/// Further lines of a message are indented and control characters replaced, so that what a stranger
/// sends can neither look like a message of ours nor move the cursor.
///
/// Threading: immutable.
final class TextEncoder extends EncoderBase<ILoggingEvent> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private final boolean redacts;

    /// @param redacts whether parts of addresses and phone numbers are left out
    TextEncoder(boolean redacts) {
        this.redacts = redacts;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder();
        TIME.formatTo(event.getInstant(), line);
        line.append(' ').append(event.getLevel());
        line.append(" ".repeat(Math.max(1, 6 - event.getLevel().toString().length())));
        String logger = event.getLoggerName();
        line.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(": ");
        appendClean(line, shown(event.getFormattedMessage()));
        IThrowableProxy failure = event.getThrowableProxy();
        if (failure != null) {
            line.append('\n');
            appendClean(line, shown(ThrowableProxyUtil.asString(failure).stripTrailing()));
        }
        return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void appendClean(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                line.append("\n    ");
            } else if (c != '\r') {
                line.append(Character.isISOControl(c) && c != '\t' ? '?' : c);
            }
        }
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

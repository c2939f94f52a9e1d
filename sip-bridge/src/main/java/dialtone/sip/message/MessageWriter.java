package dialtone.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Makes bytes of messages.
final class MessageWriter {

    private static final int USUAL_CHARS = 1024;

    private MessageWriter() {}

    static byte[] write(String startLine, Headers headers, Body body) {
        StringBuilder text = new StringBuilder(USUAL_CHARS).append(startLine);
        for (Header field : headers.all()) {
            text.append(field.name().text()).append(": ").append(field.value()).append("\r\n");
        }
        text.append("Content-Length: ").append(body.size()).append("\r\n\r\n");
        byte[] head = text.toString().getBytes(StandardCharsets.UTF_8);
        byte[] message = Arrays.copyOf(head, head.length + body.size());
        body.copyTo(message, head.length);
        return message;
    }
}

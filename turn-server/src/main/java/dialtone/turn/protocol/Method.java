package dialtone.turn.protocol;

import org.jspecify.annotations.Nullable;

/// What a message is about (RFC 8656 section 17).
public enum Method {
    BINDING(0x001, "binding"),
    ALLOCATE(0x003, "allocate"),
    REFRESH(0x004, "refresh"),
    SEND(0x006, "send"),
    DATA(0x007, "data"),
    CREATE_PERMISSION(0x008, "create-permission"),
    CHANNEL_BIND(0x009, "channel-bind"),
    /// RFC 6062 section 6, as the next two.
    CONNECT(0x00a, "connect"),
    CONNECTION_BIND(0x00b, "connection-bind"),
    CONNECTION_ATTEMPT(0x00c, "connection-attempt");

    private final int code;
    private final String label;

    Method(int code, String label) {
        this.code = code;
        this.label = label;
    }

    public int code() {
        return code;
    }

    /// The name in metrics and logs.
    public String label() {
        return label;
    }

    static @Nullable Method of(int code) {
        for (Method method : values()) {
            if (method.code == code) {
                return method;
            }
        }
        return null;
    }
}

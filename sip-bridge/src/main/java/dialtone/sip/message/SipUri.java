package dialtone.sip.message;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Locale;
import java.util.TreeSet;

/// A `sip:` or `sips:` URI (RFC 3261 section 19.1). Two records are equal when they are spelled
/// alike; what means the same is told by [#isEquivalentTo].
///
/// @param isSecure whether it is `sips:`
/// @param rawUser the user part with its escapes; empty without one
/// @param rawPassword the password with its escapes; empty without one
/// @param host a name, an IPv4 address, or an IPv6 address in brackets
/// @param port 0 without one
/// @param parameters with their escapes
/// @param rawHeaders what follows the question mark; empty without one
public record SipUri(
        boolean isSecure,
        String rawUser,
        String rawPassword,
        String host,
        int port,
        Parameters parameters,
        String rawHeaders)
        implements Uri {

    private static final int MAX_PORT = 65535;

    public SipUri {
        if ((!rawUser.isEmpty() && !Chars.isUser(rawUser))
                || !Chars.isPassword(rawPassword)
                || !isHost(host)
                || port < 0
                || port > MAX_PORT
                || (!rawHeaders.isEmpty() && !Chars.isUriHeaders(rawHeaders))) {
            throw new IllegalArgumentException(
                    "no URI can be made of user \"" + rawUser + "\" at " + host + ":" + port);
        }
    }

    /// The user at the host; a name of whatever characters, or none when it is empty.
    public static SipUri of(String user, String host, int port) {
        return new SipUri(
                false, Escapes.encode(user, "&=+$,;?/"), "", host, port, Parameters.NONE, "");
    }

    static @Nullable SipUri read(boolean isSecure, String rest) {
        int question = rest.indexOf('?', Math.max(rest.indexOf('@'), 0));
        String headers = question < 0 ? "" : rest.substring(question + 1);
        if (question >= 0 && !Chars.isUriHeaders(headers)) {
            return null;
        }
        String before = question < 0 ? rest : rest.substring(0, question);
        int at = before.indexOf('@');
        String user = "";
        String password = "";
        if (at >= 0) {
            int colon = before.indexOf(':');
            boolean hasPassword = colon >= 0 && colon < at;
            user = before.substring(0, hasPassword ? colon : at);
            password = hasPassword ? before.substring(colon + 1, at) : "";
            if (!Chars.isUser(user) || !Chars.isPassword(password)) {
                return null;
            }
        }
        String place = before.substring(at + 1);
        int semicolon = place.indexOf(';');
        Parameters parameters =
                semicolon < 0
                        ? Parameters.NONE
                        : Parameters.readUri(place.substring(semicolon + 1));
        String hostAndPort = semicolon < 0 ? place : place.substring(0, semicolon);
        int colon = hostAndPort.indexOf(':', Math.max(hostAndPort.indexOf(']'), 0));
        String host = colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
        long port = colon < 0 ? 0 : Chars.number(hostAndPort.substring(colon + 1), MAX_PORT);
        if (parameters == null || !isHost(host) || port < 0) {
            return null;
        }
        return new SipUri(isSecure, user, password, host, (int) port, parameters, headers);
    }

    private static boolean isHost(String host) {
        return Chars.isHostName(host) || Cursor.isIpv6Reference(host);
    }

    /// The user part as it is meant; empty without one.
    public String user() {
        return Escapes.decode(rawUser);
    }

    /// A parameter's value as it is meant: null without the parameter, empty without a value.
    public @Nullable String parameter(String name) {
        String value = parameters.raw(name);
        if (value != null) {
            return Escapes.decode(value);
        }
        // Even letters that need no escape may have one.
        for (String each : parameters.names()) {
            if (each.indexOf('%') >= 0 && Escapes.decode(each).equalsIgnoreCase(name)) {
                return Escapes.decode(String.valueOf(parameters.raw(each)));
            }
        }
        return null;
    }

    public boolean hasHeaders() {
        return !rawHeaders.isEmpty();
    }

    /// The first header of the URI with this name, as it is meant, or null.
    public @Nullable String header(String name) {
        for (String pair : rawHeaders.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && Escapes.decode(pair.substring(0, equals)).equalsIgnoreCase(name)) {
                return Escapes.decode(pair.substring(equals + 1));
            }
        }
        return null;
    }

    public SipUri withUser(String user) {
        return new SipUri(
                isSecure,
                Escapes.encode(user, "&=+$,;?/"),
                rawPassword,
                host,
                port,
                parameters,
                rawHeaders);
    }

    /// With this parameter, in the place of one of that name.
    public SipUri withParameter(String name, String value) {
        Parameters changed = parameters.without(name).with(name, Escapes.encode(value, "[]/:&+$"));
        return new SipUri(isSecure, rawUser, rawPassword, host, port, changed, rawHeaders);
    }

    public SipUri withoutParameter(String name) {
        return new SipUri(
                isSecure, rawUser, rawPassword, host, port, parameters.without(name), rawHeaders);
    }

    public SipUri withoutHeaders() {
        return new SipUri(isSecure, rawUser, rawPassword, host, port, parameters, "");
    }

    /// With one more header, escaped.
    public SipUri withHeader(String name, String value) {
        String pair = Escapes.encode(name, "") + "=" + Escapes.encode(value, "[]/?:+$");
        String headers = rawHeaders.isEmpty() ? pair : rawHeaders + "&" + pair;
        return new SipUri(isSecure, rawUser, rawPassword, host, port, parameters, headers);
    }

    /// Whether both mean the same (RFC 3261 section 19.1.4). It is no equivalence in the sense of
    /// [Object#equals]: two that differ in a parameter may both match a third one without it.
    public boolean isEquivalentTo(SipUri that) {
        return isSecure == that.isSecure
                && Escapes.normalize(rawUser).equals(Escapes.normalize(that.rawUser))
                && Escapes.normalize(rawPassword).equals(Escapes.normalize(that.rawPassword))
                && host.equalsIgnoreCase(that.host)
                && port == that.port
                && hasParametersLike(that)
                && that.hasParametersLike(this)
                && normalHeaders().equals(that.normalHeaders());
    }

    private boolean hasParametersLike(SipUri that) {
        for (String raw : parameters.names()) {
            String name = Escapes.decode(raw);
            String other = that.parameter(name);
            boolean matches =
                    other == null
                            ? !mustBeInBoth(name)
                            : other.equalsIgnoreCase(String.valueOf(parameter(name)));
            if (!matches) {
                return false;
            }
        }
        return true;
    }

    private static boolean mustBeInBoth(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "user", "ttl", "method", "maddr", "transport" -> true;
            default -> false;
        };
    }

    private TreeSet<String> normalHeaders() {
        TreeSet<String> headers = new TreeSet<>();
        Arrays.stream(rawHeaders.split("&", -1))
                .map(Escapes::normalize)
                .map(
                        pair -> {
                            int end = Math.max(pair.indexOf('='), 0);
                            return pair.substring(0, end).toLowerCase(Locale.ROOT)
                                    + pair.substring(end);
                        })
                .forEach(headers::add);
        return headers;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(isSecure ? "sips:" : "sip:");
        if (!rawUser.isEmpty()) {
            text.append(rawUser);
            if (!rawPassword.isEmpty()) {
                text.append(':').append(rawPassword);
            }
            text.append('@');
        }
        text.append(host);
        if (port != 0) {
            text.append(':').append(port);
        }
        parameters.writeTo(text);
        if (!rawHeaders.isEmpty()) {
            text.append('?').append(rawHeaders);
        }
        return text.toString();
    }
}

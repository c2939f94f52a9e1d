package dialtone.sip.trunk;

import dialtone.config.Problems;
import dialtone.sip.agent.Target;
import dialtone.tls.ClientTls;

import org.jspecify.annotations.Nullable;

import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.net.ssl.SSLContext;

/// Whom connections over TLS believe: each trunk's those whom its operator names, and others whom
/// Java trusts. Files are read once, at the start.
///
/// Threading: immutable.
public final class TrunkTls {

    private final Map<Trunk, SSLContext> own = new LinkedHashMap<>();
    private final SSLContext usual;

    /// Reads the files.
    ///
    /// @throws dialtone.config.InvalidConfigException with all that is wrong with them
    public TrunkTls(Trunks trunks) {
        Problems problems = new Problems();
        for (Trunk trunk : trunks.all()) {
            TrunkTlsConfig config = trunk.config().tls();
            SSLContext context =
                    config.isUsual()
                            ? null
                            : ClientTls.load(
                                    "sip.trunks." + trunk.name() + ".tls",
                                    config.ca(),
                                    config.certificate(),
                                    config.key(),
                                    problems);
            if (context != null) {
                own.put(trunk, context);
            }
        }
        problems.orThrow();
        try {
            usual = SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java has no TLS", e);
        }
    }

    /// For a connection to this target: those of the trunk that has its name, or else its address.
    public SSLContext context(Target target) {
        SSLContext named = first(target, true);
        if (named != null) {
            return named;
        }
        SSLContext there = first(target, false);
        return there == null ? usual : there;
    }

    private @Nullable SSLContext first(Target target, boolean isByName) {
        for (Map.Entry<Trunk, SSLContext> each : own.entrySet()) {
            Trunk trunk = each.getKey();
            if (isByName
                    ? trunk.lookup().host().equalsIgnoreCase(target.host())
                    : trunk.isAt(target.address().getAddress())) {
                return each.getValue();
            }
        }
        return null;
    }
}

package dialtone.sip.agent;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;

import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/// The servers the system asks, by what the JDK has for them.
///
/// Threading: for any thread that may wait.
public final class JndiDns implements Dns {

    private static final Logger LOG = LoggerFactory.getLogger(JndiDns.class);
    private static final String FACTORY = "com.sun.jndi.dns.DnsContextFactory";
    private static final String SYSTEM = "dns:";
    private static final int NAPTR_FIELDS = 6;
    private static final int SRV_FIELDS = 4;

    private final String servers;

    /// Asks the servers of the system.
    public JndiDns() {
        this(SYSTEM);
    }

    /// @param servers URLs such as `dns://192.0.2.53`, with spaces between them
    JndiDns(String servers) {
        this.servers = servers;
    }

    @Override
    public List<Naptr> naptr(String domain) {
        List<Naptr> found = new ArrayList<>();
        for (String text : records(domain, "NAPTR")) {
            Naptr record = readNaptr(text);
            if (record != null) {
                found.add(record);
            }
        }
        return found;
    }

    @Override
    public List<Srv> srv(String name) {
        List<Srv> found = new ArrayList<>();
        for (String text : records(name, "SRV")) {
            Srv record = readSrv(text);
            if (record != null) {
                found.add(record);
            }
        }
        return found;
    }

    @Override
    public List<InetAddress> addresses(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException _) {
            return List.of();
        }
    }

    /// As the JDK writes it: `10 50 s SIP+D2U "" _sip._udp.example.org.`, empty fields in quotes.
    static @Nullable Naptr readNaptr(String text) {
        String[] fields = text.split(" ", -1);
        if (fields.length < NAPTR_FIELDS) {
            return null;
        }
        try {
            return new Naptr(
                    Integer.parseInt(fields[0]),
                    Integer.parseInt(fields[1]),
                    fields[2].replace("\"", ""),
                    fields[3].replace("\"", ""),
                    withoutDot(fields[fields.length - 1]));
        } catch (NumberFormatException _) {
            return null;
        }
    }

    /// As the JDK writes it: `10 60 5060 sip1.example.org.`
    static @Nullable Srv readSrv(String text) {
        String[] fields = text.split(" ", -1);
        if (fields.length != SRV_FIELDS) {
            return null;
        }
        try {
            String host = withoutDot(fields[3]);
            // A lone dot says that there is no such service here.
            return host.isEmpty()
                    ? null
                    : new Srv(
                            Integer.parseInt(fields[0]),
                            Integer.parseInt(fields[1]),
                            Integer.parseInt(fields[2]),
                            host);
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /// The provider for DNS makes texts of records and nothing else, and the class of the JDK wants
    /// a table of the old kind.
    @SuppressWarnings({"BanJNDI", "JdkObsolete"})
    private List<String> records(String name, String type) {
        List<String> texts = new ArrayList<>();
        try {
            Hashtable<String, String> environment = new Hashtable<>();
            environment.put(Context.INITIAL_CONTEXT_FACTORY, FACTORY);
            environment.put(Context.PROVIDER_URL, servers);
            DirContext context = new InitialDirContext(environment);
            try {
                Attribute attribute = context.getAttributes(name, new String[] {type}).get(type);
                if (attribute != null) {
                    NamingEnumeration<?> values = attribute.getAll();
                    while (values.hasMore()) {
                        texts.add(String.valueOf(values.next()));
                    }
                }
            } finally {
                context.close();
            }
        } catch (NameNotFoundException _) {
            return List.of();
        } catch (NamingException e) {
            LOG.debug("event=dns_failed name={} type={} reason={}", name, type, e.toString());
            return List.of();
        }
        return texts;
    }
}

package dialtone.tls.acme;

import dialtone.config.Problems;
import dialtone.config.Secret;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// Whether and where certificates are got by ACME.
///
/// @param domains the host names a certificate is for, all in one; none for no ACME
/// @param email where the authority may write to; null for nowhere
/// @param agreeTerms whether the authority's terms of service are agreed to
/// @param directory the authority's URL
/// @param storage a directory for the account's key and for the certificate with its key
/// @param ca PEM file with who may have signed the certificate that the authority itself shows;
///     null: whom Java trusts
/// @param eabKeyId the key id of an account outside ACME that some authorities want to know
///     (RFC 8555 section 7.3.4)
/// @param eabMacKey its key, in base64url
public record AcmeConfig(
        List<String> domains,
        @Nullable String email,
        boolean agreeTerms,
        String directory,
        Path storage,
        @Nullable Path ca,
        @Nullable String eabKeyId,
        @Nullable Secret eabMacKey) {

    private static final String LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory";
    private static final int MAX_DOMAINS = 100;
    private static final int MAX_DOMAIN_LENGTH = 253;
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

    /// The last label is no number, or it would be an address.
    private static final Pattern DOMAIN =
            Pattern.compile("(?i)(" + LABEL + "\\.)*(?![0-9]+$)" + LABEL);

    private static final Pattern EMAIL = Pattern.compile("[^@\\s,?]+@[^@\\s,?]+");

    public AcmeConfig {
        domains = List.copyOf(domains);
        Problems problems = new Problems();
        for (String domain : domains) {
            problems.require(
                    domain.length() <= MAX_DOMAIN_LENGTH && DOMAIN.matcher(domain).matches(),
                    "domains",
                    "'"
                            + domain
                            + "' is no host name that can be proven here (expected: like"
                            + " call.example.com, without a wildcard)");
        }
        problems.require(
                domains.size() <= MAX_DOMAINS,
                "domains",
                "are " + domains.size() + " (expected: up to " + MAX_DOMAINS + ")");
        problems.require(
                !domains.isEmpty() || (email == null && !agreeTerms && eabKeyId == null),
                "domains",
                "is empty, so no certificate is asked for (expected: like [call.example.com])");
        problems.require(
                domains.isEmpty() || agreeTerms,
                "agree-terms",
                "is false, and no authority gives a certificate to who does not agree to its terms"
                        + " of service (expected: true, once you have read them)");
        problems.require(
                email == null || EMAIL.matcher(email).matches(),
                "email",
                "'" + email + "' is no address for mail (expected: like admin@example.com)");
        problems.require(
                isHttps(directory),
                "directory",
                "'" + directory + "' is no URL of an authority (expected: https://...)");
        problems.require(
                (eabKeyId == null) == (eabMacKey == null),
                eabKeyId == null ? "eab-key-id" : "eab-mac-key",
                "is missing (expected: the authority's web page tells both)");
        problems.require(
                eabMacKey == null || isBase64Url(eabMacKey),
                "eab-mac-key",
                "is no base64url (expected: as the authority shows it)");
        problems.orThrow();
    }

    private static boolean isHttps(String text) {
        try {
            URI uri = new URI(text);
            return "https".equals(uri.getScheme()) && uri.getHost() != null;
        } catch (URISyntaxException _) {
            return false;
        }
    }

    private static boolean isBase64Url(Secret secret) {
        try {
            return Base64.getUrlDecoder().decode(secret.value()).length > 0;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// No ACME.
    public static AcmeConfig defaults() {
        return new AcmeConfig(
                List.of(), null, false, LETS_ENCRYPT, Path.of("data", "acme"), null, null, null);
    }

    /// Whether a certificate is wanted.
    public boolean isUsed() {
        return !domains.isEmpty();
    }

    /// Notes a problem when a certificate is wanted and there is one in a file.
    ///
    /// @param file of the other certificate; null when there is none
    /// @param key that names it
    public void requireAlone(@Nullable Path file, String key, Problems problems) {
        problems.require(
                !isUsed() || file == null,
                key,
                "there is a certificate in a file, and one is wanted by acme.domains too (expected:"
                        + " one of them)");
    }
}

/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.plugins.csc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gishe.api.base.Health;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PluginException;
import org.gishe.api.base.Work;
import org.gishe.api.signature.Credential;
import org.gishe.api.signature.RedirectSigning;
import org.gishe.api.signature.SignaturePlugin;
import org.gishe.api.signature.SignatureProvider;
import org.gishe.api.signature.SigningRequest;
import org.gishe.api.signature.SigningStatus;
import org.gishe.api.signature.SigningTicket;
import org.gishe.api.signature.Tariff;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A remote signature service by the CSC API, version 1.0.4 or 2, sole control assurance level 2: the person approves where the
 * service asks (authorisation mode {@code implicit}), or on its page, to which they are led ({@code oauth2code}, {@link
 * Consent}). Thread-safe; one instance for each service an operator configures.
 *
 * <p>The signature activation data (SAD) is good for one signature. It is handed to the platform to keep before it is
 * used, and signHash is never repeated blindly: where its answer is lost the signing ends as lost, and where the platform
 * itself died meanwhile the service refuses the used SAD, which ends it the same way.
 */
@SignaturePlugin(id = "csc")
@Component(configurationPid = "org.gishe.plugins.csc", configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = CscConfiguration.class, factory = true)
public final class CscSignatures implements SignatureProvider, RedirectSigning {

    private static final String SHA256 = "2.16.840.1.101.3.4.2.1";
    private static final String ECDSA_SHA256 = "1.2.840.10045.4.3.2";
    private static final String RSA = "1.2.840.113549.1.1.1";
    private static final int MOST_CREDENTIALS = 10;
    static final int LONGEST_DESCRIPTION = 500;
    /** What stands before the name of a credential that is authorised on the service's page. */
    private static final String BY_REDIRECT = "oauth2code:";

    private static final Duration SOON = Duration.ofMillis(300);
    private static final Duration AWAY = Duration.ofSeconds(10);
    private static final Duration AT_ONCE = Duration.ofMillis(100);
    private static final String LOST = "lost: the signature was made and its value is gone";
    private static final String PERHAPS_LOST = "lost: the signature may have been made and its value is gone";

    /** How credentials are authorised. */
    enum Authorization {
        /** As each says. */
        AUTO,
        /** Where the person's app rings, and no other credential. */
        CREDENTIALS_AUTHORIZE,
        /** On the service's page, whatever they say. */
        OAUTH2CODE
    }

    private final CscClient client;
    private final Consent consent;
    private final Authorization authorization;
    private final LocalText title;
    private final Tariff tariff;
    private final String approvalPage;

    @Activate
    public CscSignatures(CscConfiguration configuration) {
        this(
                new CscClient(
                        configuration.endpoint(),
                        configuration.clientId(),
                        configuration._clientSecret(),
                        version(configuration.version()),
                        configuration.authorizationServer()),
                authorization(configuration.authorization()),
                configuration.issuer(),
                LocalText.of(configuration.titleBg(), configuration.titleEn()),
                new Tariff(
                        configuration.freeSignatures(),
                        new BigDecimal(configuration.price()),
                        configuration.currency()),
                configuration.approvalPage().isEmpty()
                        ? configuration.endpoint().replaceAll("/+$", "") + "/phone"
                        : configuration.approvalPage());
    }

    CscSignatures(CscClient client, LocalText title, Tariff tariff, String approvalPage) {
        this(client, Authorization.AUTO, "", title, tariff, approvalPage);
    }

    CscSignatures(
            CscClient client,
            Authorization authorization,
            String issuer,
            LocalText title,
            Tariff tariff,
            String approvalPage) {
        this.client = client;
        this.consent = new Consent(client, issuer);
        this.authorization = authorization;
        this.title = title;
        this.tariff = tariff;
        this.approvalPage = approvalPage;
    }

    static Optional<Dialect> version(String configured) {
        return switch (configured) {
            case "auto" -> Optional.empty();
            case "1" -> Optional.of(Dialect.V1);
            case "2" -> Optional.of(Dialect.V2);
            default -> throw new IllegalArgumentException("version is auto, 1 or 2");
        };
    }

    static Authorization authorization(String configured) {
        try {
            return Authorization.valueOf(configured.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("authorization is auto, credentials_authorize or oauth2code", e);
        }
    }

    @Override
    public LocalText title() {
        return title;
    }

    @Override
    public Tariff tariff() {
        return tariff;
    }

    // ------------------------------------------------------------------ credentials

    @Override
    public Optional<Credential> credential(Work work, Identifier signer) {
        Dialect dialect = client.dialect(work.http());
        ObjectNode asked = client.object().put("userID", signer.etsi()).put("maxResults", MOST_CREDENTIALS);
        if (dialect == Dialect.V2) {
            asked.put("credentialInfo", true).put("certificates", "chain");
        }
        JsonNode list = ok(client.call(work.http(), dialect, "credentials/list", asked));
        if (list.path("credentialInfos").isArray()) {
            for (JsonNode info : list.path("credentialInfos")) {
                Optional<Credential> usable = usable(info.path("credentialID").asText(), info);
                if (usable.isPresent()) {
                    return usable;
                }
            }
            return Optional.empty();
        }
        int left = MOST_CREDENTIALS;
        for (JsonNode each : list.path("credentialIDs")) {
            if (left-- == 0) {
                break;
            }
            String id = each.asText();
            Optional<Credential> usable = usable(id, describe(work.http(), dialect, id));
            if (usable.isPresent()) {
                return usable;
            }
        }
        return Optional.empty();
    }

    private JsonNode describe(HttpClient http, Dialect dialect, String id) {
        return ok(client.call(
                http,
                dialect,
                "credentials/info",
                client.object().put("credentialID", id).put("certificates", "chain")));
    }

    /** A credential whose certificate holds and that the person approves at the service: a PIN is not ours to ask. */
    private Optional<Credential> usable(String id, JsonNode info) {
        JsonNode told = info.path("auth").path("mode");
        String mode = (told.isMissingNode() ? info.path("authMode") : told).asText("implicit");
        boolean redirects = authorization == Authorization.OAUTH2CODE
                || authorization == Authorization.AUTO && mode.equals("oauth2code");
        var certificates = new ArrayList<byte[]>();
        for (JsonNode certificate : info.path("cert").path("certificates")) {
            certificates.add(base64(certificate.asText()));
        }
        return (redirects || mode.equals("implicit"))
                        && !id.isEmpty()
                        && !id.startsWith(BY_REDIRECT)
                        && info.path("key").path("status").asText().equals("enabled")
                        && info.path("cert").path("status").asText("valid").equals("valid")
                        && !certificates.isEmpty()
                ? Optional.of(new Credential(redirects ? BY_REDIRECT + id : id, certificates))
                : Optional.empty();
    }

    // ------------------------------------------------------------------ a signing

    @Override
    public SigningTicket begin(Work work, SigningRequest request) {
        Dialect dialect = client.dialect(work.http());
        String named = request.credential().id();
        boolean redirects = named.startsWith(BY_REDIRECT);
        var ticket = client.object()
                .put("dialect", dialect.name())
                .put("credential", redirects ? named.substring(BY_REDIRECT.length()) : named)
                .put("algorithm", algorithm(request.credential()))
                .put("title", title(request.digests()))
                .put("key", work.key());
        ArrayNode hashes = ticket.putArray("hashes");
        request.digests().forEach(digest -> hashes.add(Base64.getEncoder().encodeToString(digest.sha256())));
        if (redirects) {
            ticket.put("redirect", true).put("until", request.validUntil().toString());
            return new SigningTicket(bytes(ticket), Optional.empty());
        }
        CscClient.Result result = authorize(work, ticket);
        if (result.trouble().isEmpty()) {
            ticket.put("sad", result.body().path("SAD").asText());
        } else if (!result.trouble().get().passing()) {
            ticket.put("ended", result.trouble().get().name());
        }
        return new SigningTicket(bytes(ticket), page(request.credential().id()));
    }

    /** The documents' names, a line each, so that a service can show each with its fingerprint. */
    static String title(List<SigningRequest.Digest> digests) {
        return joined(
                digests.stream()
                        .map(digest -> digest.title().replaceAll("\\R", " ").strip())
                        .toList(),
                LONGEST_DESCRIPTION);
    }

    /** Names a line each, all shortened alike so that together they have no more characters than that. */
    static String joined(List<String> names, int most) {
        int each = (most + 1) / names.size() - 1;
        return names.stream().map(name -> shortened(name, Math.max(0, each))).collect(Collectors.joining("\n"));
    }

    private static String shortened(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = most > 0 && Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end);
    }

    private Optional<URI> page(String credential) {
        return approvalPage.equals("-")
                ? Optional.empty()
                : Optional.of(URI.create(approvalPage + "?credential=" + credential.replaceAll("[^A-Za-z0-9._-]", "")));
    }

    /** The same credential, hashes and client data are the same transaction at the service. */
    private CscClient.Result authorize(Work work, ObjectNode ticket) {
        Dialect dialect = dialect(ticket);
        ObjectNode asked = client.object()
                .put("credentialID", ticket.path("credential").asText())
                .put("numSignatures", ticket.path("hashes").size())
                .put("description", ticket.path("title").asText())
                .put("clientData", ticket.path("key").asText());
        asked.set(dialect.hashes(), ticket.path("hashes"));
        if (dialect == Dialect.V2) {
            asked.put(dialect.hashAlgorithm(), SHA256);
        }
        return client.call(work.http(), dialect, "credentials/authorize", asked);
    }

    @Override
    public SigningStatus status(Work work, SigningTicket kept) {
        ObjectNode ticket = read(kept);
        if (ticket.hasNonNull("ended")) {
            return trouble(ticket.path("ended").asText()).ended();
        }
        if (ticket.hasNonNull("sad")) {
            return sign(work, ticket);
        }
        if (redirects(ticket)) {
            return work.now().isAfter(Instant.parse(ticket.path("until").asText()))
                    ? Trouble.EXPIRED.ended()
                    : SigningStatus.pending(AWAY);
        }
        CscClient.Result result = authorize(work, ticket);
        if (result.trouble().isEmpty()) {
            ticket.put("sad", result.body().path("SAD").asText());
            return SigningStatus.pending(AT_ONCE, new SigningTicket(bytes(ticket), kept.approvalPage()));
        }
        return result.trouble().get().passing()
                ? SigningStatus.pending(SOON)
                : result.trouble().get().ended();
    }

    // ------------------------------------------------------------------ there and back

    @Override
    public boolean redirects(SigningTicket ticket) {
        return redirects(read(ticket));
    }

    private static boolean redirects(ObjectNode ticket) {
        return ticket.path("redirect").asBoolean(false);
    }

    @Override
    public SigningTicket depart(Work work, SigningTicket kept, URI returnTo, String state) {
        ObjectNode ticket = read(kept);
        URI page = consent.ask(work, dialect(ticket), ticket, returnTo, state);
        return new SigningTicket(bytes(ticket), Optional.of(page));
    }

    @Override
    public SigningStatus returned(Work work, SigningTicket kept, Map<String, String> parameters) {
        ObjectNode ticket = read(kept);
        return consent.back(work, dialect(ticket), ticket, parameters)
                .orElseGet(() -> SigningStatus.pending(AT_ONCE, new SigningTicket(bytes(ticket), Optional.empty())));
    }

    // ------------------------------------------------------------------ the signature

    private SigningStatus sign(Work work, ObjectNode ticket) {
        Dialect dialect = dialect(ticket);
        String algorithm = ticket.path("algorithm").asText();
        ObjectNode asked = client.object()
                .put("credentialID", ticket.path("credential").asText())
                .put(dialect.hashAlgorithm(), SHA256)
                .put("signAlgo", algorithm);
        asked.set(dialect.hashes(), ticket.path("hashes"));
        String sad = ticket.path("sad").asText();
        // in version 2 the token of the scope credential is itself the bearer
        boolean bears = dialect == Dialect.V2 && redirects(ticket);
        if (!bears) {
            asked.put("SAD", sad);
        }
        CscClient.Result result;
        try {
            result = bears
                    ? client.once(work.http(), dialect, "signatures/signHash", asked, sad)
                    : client.once(work.http(), dialect, "signatures/signHash", asked);
        } catch (CscClient.OutcomeUnknown e) {
            return SigningStatus.ended(SigningStatus.State.FAILED, PERHAPS_LOST);
        }
        if (result.trouble().isPresent()) {
            Trouble trouble = result.trouble().get();
            if (bears && trouble == Trouble.TOKEN_REFUSED) {
                return Trouble.ACTIVATION_INVALID.ended();
            }
            if (trouble.passing()) {
                return SigningStatus.pending(SOON);
            }
            return trouble == Trouble.ACTIVATION_USED
                    ? SigningStatus.ended(SigningStatus.State.FAILED, LOST)
                    : trouble.ended();
        }
        var values = new ArrayList<byte[]>();
        for (JsonNode value : result.body().path("signatures")) {
            byte[] bytes = base64(value.asText());
            values.add(algorithm.equals(ECDSA_SHA256) ? Ecdsa.der(bytes) : bytes);
        }
        if (values.size() != ticket.path("hashes").size()) {
            return SigningStatus.ended(SigningStatus.State.FAILED, "the service gave another number of signatures");
        }
        return SigningStatus.signed(values);
    }

    @Override
    public void cancel(Work work, SigningTicket ticket) {
        // CSC knows no cancelling: what nobody approves expires by itself
    }

    @Override
    public Health health(Work work) {
        try {
            CscClient.Result result = client.info(work.http(), client.dialect(work.http()));
            return result.trouble()
                    .map(trouble -> new Health(Health.Status.DEGRADED, trouble.toString()))
                    .orElse(Health.UP);
        } catch (PluginException e) {
            return new Health(Health.Status.DOWN, e.getMessage());
        }
    }

    static JsonNode ok(CscClient.Result result) {
        if (result.trouble().isPresent()) {
            Trouble trouble = result.trouble().get();
            throw new PluginException("the signature service refuses: " + trouble, trouble.passing());
        }
        return result.body();
    }

    private static String algorithm(Credential credential) {
        try {
            var certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(credential.certificates().get(0)));
            return certificate.getPublicKey().getAlgorithm().equals("EC") ? ECDSA_SHA256 : RSA;
        } catch (CertificateException e) {
            throw new PluginException("the signature service gave a certificate that cannot be read", false, e);
        }
    }

    // ------------------------------------------------------------------ the ticket

    /** Tickets from before version 2 was spoken do not say theirs. */
    private static Dialect dialect(ObjectNode ticket) {
        return ticket.path("dialect").asText().equals(Dialect.V2.name()) ? Dialect.V2 : Dialect.V1;
    }

    private static Trouble trouble(String kept) {
        try {
            return Trouble.valueOf(kept);
        } catch (IllegalArgumentException e) {
            String[] words = kept.split(" ", 2); // as tickets said it before: name and description
            return Trouble.of(words[0], words.length == 2 ? words[1] : "");
        }
    }

    private static byte[] bytes(ObjectNode ticket) {
        return ticket.toString().getBytes(StandardCharsets.UTF_8);
    }

    private ObjectNode read(SigningTicket ticket) {
        try {
            if (client.json().readTree(ticket.state()) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw new PluginException("the ticket is not one of this provider", false, e);
        }
        throw new PluginException("the ticket is not one of this provider", false);
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new PluginException("the signature service gave no base64", false, e);
        }
    }
}

/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.plugins.csc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.gishe.api.base.Health;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PluginException;
import org.gishe.api.base.Work;
import org.gishe.api.signature.Credential;
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
 * A remote signature service by the CSC API v1.0.4, sole control assurance level 2, implicit authorisation. Thread-safe;
 * one instance for each service an operator configures.
 *
 * <p>The signature activation data (SAD) is good for one signature. It is handed to the platform to keep before it is
 * used, so that signHash is never repeated blindly: with a used SAD the service refuses, and the signature counts as lost.
 */
@SignaturePlugin(id = "csc")
@Component(configurationPid = "org.gishe.plugins.csc", configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = CscConfiguration.class, factory = true)
public final class CscSignatures implements SignatureProvider {

    private static final String SHA256 = "2.16.840.1.101.3.4.2.1";
    private static final String ECDSA_SHA256 = "1.2.840.10045.4.3.2";
    private static final String RSA = "1.2.840.113549.1.1.1";
    private static final Duration SOON = Duration.ofMillis(300);
    private static final Duration AT_ONCE = Duration.ofMillis(100);

    private final CscClient client;
    private final LocalText title;
    private final Tariff tariff;
    private final String approvalPage;

    @Activate
    public CscSignatures(CscConfiguration configuration) {
        this(
                new CscClient(configuration.endpoint(), configuration.clientId(), configuration._clientSecret()),
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
        this.client = client;
        this.title = title;
        this.tariff = tariff;
        this.approvalPage = approvalPage;
    }

    @Override
    public LocalText title() {
        return title;
    }

    @Override
    public Tariff tariff() {
        return tariff;
    }

    @Override
    public Optional<Credential> credential(Work work, Identifier signer) {
        ObjectNode asked = client.object().put("userID", signer.etsi()).put("maxResults", 1);
        JsonNode ids = ok(client.call(work.http(), "credentials/list", asked)).path("credentialIDs");
        if (ids.isEmpty()) {
            return Optional.empty();
        }
        String id = ids.get(0).asText();
        JsonNode info = ok(client.call(
                work.http(),
                "credentials/info",
                client.object().put("credentialID", id).put("certificates", "chain")));
        var certificates = new ArrayList<byte[]>();
        for (JsonNode certificate : info.path("cert").path("certificates")) {
            certificates.add(base64(certificate.asText()));
        }
        boolean usable = info.path("key").path("status").asText().equals("enabled")
                && info.path("cert").path("status").asText("valid").equals("valid")
                && !certificates.isEmpty();
        return usable ? Optional.of(new Credential(id, certificates)) : Optional.empty();
    }

    @Override
    public SigningTicket begin(Work work, SigningRequest request) {
        var ticket = client.object()
                .put("credential", request.credential().id())
                .put("algorithm", algorithm(request.credential()))
                .put("title", title(request))
                .put("key", work.key());
        ArrayNode hashes = ticket.putArray("hashes");
        request.digests().forEach(digest -> hashes.add(Base64.getEncoder().encodeToString(digest.sha256())));
        CscClient.Result result = authorize(work, ticket);
        if (result.error().isEmpty()) {
            ticket.put("sad", result.body().path("SAD").asText());
        } else if (!result.error().equals("temporarily_unavailable")) {
            ticket.put("ended", result.error() + " " + result.description());
        }
        return new SigningTicket(bytes(ticket), page(request.credential().id()));
    }

    private static String title(SigningRequest request) {
        String titles = request.digests().stream()
                .map(SigningRequest.Digest::title)
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
        return titles.length() > 500 ? titles.substring(0, 500) : titles;
    }

    private Optional<URI> page(String credential) {
        return approvalPage.equals("-")
                ? Optional.empty()
                : Optional.of(URI.create(approvalPage + "?credential=" + credential.replaceAll("[^A-Za-z0-9._-]", "")));
    }

    /** The same credential, hashes and client data are the same transaction at the service. */
    private CscClient.Result authorize(Work work, ObjectNode ticket) {
        ObjectNode asked = client.object()
                .put("credentialID", ticket.path("credential").asText())
                .put("numSignatures", ticket.path("hashes").size())
                .put("description", ticket.path("title").asText())
                .put("clientData", ticket.path("key").asText());
        asked.set("hash", ticket.path("hashes"));
        return client.call(work.http(), "credentials/authorize", asked);
    }

    @Override
    public SigningStatus status(Work work, SigningTicket kept) {
        ObjectNode ticket = read(kept);
        if (ticket.hasNonNull("ended")) {
            return ended(ticket.path("ended").asText());
        }
        if (ticket.hasNonNull("sad")) {
            return sign(work, ticket);
        }
        CscClient.Result result = authorize(work, ticket);
        if (result.error().isEmpty()) {
            ticket.put("sad", result.body().path("SAD").asText());
            return SigningStatus.pending(AT_ONCE, new SigningTicket(bytes(ticket), kept.approvalPage()));
        }
        return result.error().equals("temporarily_unavailable")
                ? SigningStatus.pending(SOON)
                : ended(result.error() + " " + result.description());
    }

    private SigningStatus sign(Work work, ObjectNode ticket) {
        ObjectNode asked = client.object()
                .put("credentialID", ticket.path("credential").asText())
                .put("SAD", ticket.path("sad").asText())
                .put("hashAlgo", SHA256)
                .put("signAlgo", ticket.path("algorithm").asText());
        asked.set("hash", ticket.path("hashes"));
        CscClient.Result result = client.call(work.http(), "signatures/signHash", asked);
        if (!result.error().isEmpty()) {
            return result.description().contains("used already")
                    ? SigningStatus.ended(
                            SigningStatus.State.FAILED, "lost: the signature was made and its value is gone")
                    : ended(result.error() + " " + result.description());
        }
        var values = new ArrayList<byte[]>();
        for (JsonNode value : result.body().path("signatures")) {
            byte[] bytes = base64(value.asText());
            values.add(ticket.path("algorithm").asText().equals(ECDSA_SHA256) ? der(bytes) : bytes);
        }
        if (values.size() != ticket.path("hashes").size()) {
            return SigningStatus.ended(SigningStatus.State.FAILED, "the service gave another number of signatures");
        }
        return SigningStatus.signed(values);
    }

    /** ECDSA as DER: some services give the bare r and s, which the specification leaves open. */
    static byte[] der(byte[] value) {
        boolean bare = value.length == 64 && !(value[0] == 0x30 && value[1] == 62);
        if (!bare) {
            return value;
        }
        byte[] r = new BigInteger(1, Arrays.copyOfRange(value, 0, 32)).toByteArray();
        byte[] s = new BigInteger(1, Arrays.copyOfRange(value, 32, 64)).toByteArray();
        return ByteBuffer.allocate(6 + r.length + s.length)
                .put((byte) 0x30)
                .put((byte) (4 + r.length + s.length))
                .put((byte) 0x02)
                .put((byte) r.length)
                .put(r)
                .put((byte) 0x02)
                .put((byte) s.length)
                .put(s)
                .array();
    }

    /** CSC has few error names, so its descriptions decide. */
    private static SigningStatus ended(String error) {
        SigningStatus.State state = error.startsWith("access_denied")
                ? SigningStatus.State.REJECTED
                : error.contains("expired") ? SigningStatus.State.EXPIRED : SigningStatus.State.FAILED;
        return SigningStatus.ended(state, error.strip());
    }

    @Override
    public void cancel(Work work, SigningTicket ticket) {
        // CSC v1 knows no cancelling: what nobody approves expires by itself
    }

    @Override
    public Health health(Work work) {
        try {
            CscClient.Result result = client.call(work.http(), "info", client.object());
            return result.error().isEmpty() ? Health.UP : new Health(Health.Status.DEGRADED, result.error());
        } catch (PluginException e) {
            return new Health(Health.Status.DOWN, e.getMessage());
        }
    }

    private static JsonNode ok(CscClient.Result result) {
        if (!result.error().isEmpty()) {
            throw new PluginException(
                    "the signature service refuses: " + result.error() + " " + result.description(),
                    result.error().equals("temporarily_unavailable")
                            || result.error().equals("server_error"));
        }
        return result.body();
    }

    private static String algorithm(Credential credential) {
        try {
            var certificate =
                    (java.security.cert.X509Certificate) java.security.cert.CertificateFactory.getInstance("X.509")
                            .generateCertificate(new java.io.ByteArrayInputStream(
                                    credential.certificates().get(0)));
            return certificate.getPublicKey().getAlgorithm().equals("EC") ? ECDSA_SHA256 : RSA;
        } catch (java.security.cert.CertificateException e) {
            throw new PluginException("the signature service gave a certificate that cannot be read", false, e);
        }
    }

    private byte[] bytes(ObjectNode ticket) {
        return ticket.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private ObjectNode read(SigningTicket ticket) {
        try {
            return (ObjectNode) client.json().readTree(ticket.state());
        } catch (IOException e) {
            throw new PluginException("the ticket is not one of this provider", false, e);
        }
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new PluginException("the signature service gave no base64", false, e);
        }
    }
}

/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.qualified.QCStatement;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.gishe.sandbox.host.Invented;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

/** What the authority publishes, as strangers read it: with the JDK's own path validation where it can. */
public class AuthorityTest {

    private static final Invented ANNA = Invented.all().get(0);
    private static final String KEY = "person-0";

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final Sandbox sandbox = new Sandbox();

    private List<X509Certificate> chain() {
        return sandbox.service().authority().person(KEY, ANNA).chain();
    }

    @Test
    public void theJdkFindsAPersonsPathGoodByOcspAndRevocationLists() throws Exception {
        validate();
    }

    @Test
    public void theJdkFindsARevokedPersonRevoked() throws Exception {
        sandbox.service().authority().revoke(KEY, ANNA);

        assertThat(reason()).isEqualTo(CertPathValidatorException.BasicReason.REVOKED);

        sandbox.service().authority().renew(KEY, ANNA);
        validate();
    }

    @Test
    public void aDeadResponderLeavesTheStatusOpen() throws Exception {
        sandbox.switches("{\"deadOcsp\": true}");

        assertThat(reason()).isEqualTo(CertPathValidatorException.BasicReason.UNDETERMINED_REVOCATION_STATUS);
    }

    @Test
    public void revokedStaysRevokedOverAKillAndStandsInTheList() throws Exception {
        BigInteger serial = chain().get(0).getSerialNumber();
        sandbox.service().authority().revoke(KEY, ANNA);

        sandbox.restart();

        assertThat(chain().get(0).getSerialNumber()).isEqualTo(serial);
        assertThat(reason()).isEqualTo(CertPathValidatorException.BasicReason.REVOKED);
        X509CRL list = crl("/ca.crl");
        list.verify(chain().get(1).getPublicKey());
        assertThat(list.getRevokedCertificate(serial)).isNotNull();
        assertThat(list.getNextUpdate().toInstant()).isAfter(sandbox.now);
        crl("/root.crl").verify(chain().get(2).getPublicKey());
    }

    @Test
    public void aPersonsCertificateHasTheProfileOfAQualifiedOne() throws Exception {
        X509Certificate person = chain().get(0);

        assertThat(person.getKeyUsage()).containsExactly(false, true, false, false, false, false, false, false, false);
        assertThat(person.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.15", "2.5.29.19");
        var holder = new JcaX509CertificateHolder(person);
        assertThat(CertificatePolicies.fromExtensions(holder.getExtensions())
                        .getPolicyInformation()[0]
                        .getPolicyIdentifier()
                        .getId())
                .isEqualTo("0.4.0.194112.1.2");
        ASN1Sequence statements = ASN1Sequence.getInstance(
                holder.getExtension(Extension.qCStatements).getParsedValue());
        var ids = new java.util.ArrayList<String>();
        statements.forEach(
                each -> ids.add(QCStatement.getInstance(each).getStatementId().getId()));
        assertThat(ids)
                .containsExactly(
                        "1.3.6.1.5.5.7.11.2", "0.4.0.1862.1.1", "0.4.0.1862.1.4", "0.4.0.1862.1.6", "0.4.0.1862.1.5");
        assertThat(chain().get(1).getBasicConstraints()).as("pathLen").isZero();
        for (String where : List.of("/ocsp", "/ca.cer")) {
            assertThat(person.getExtensionValue("1.3.6.1.5.5.7.1.1"))
                    .asString(java.nio.charset.StandardCharsets.ISO_8859_1)
                    .contains(sandbox.address() + where);
        }
        assertThat(certificate("/ca.cer")).isEqualTo(chain().get(1));
        assertThat(certificate("/root.cer")).isEqualTo(chain().get(2));
        assertThat(sandbox.get("/pds?lang=en").statusCode()).isEqualTo(200);
    }

    @Test
    public void itsServantsMayDoTheirOneThingAlone() throws Exception {
        var authority = sandbox.service().authority();

        assertThat(authority.responder().certificate().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.9");
        assertThat(authority.responder().certificate().getExtensionValue("1.3.6.1.5.5.7.48.1.5"))
                .as("ocsp-nocheck")
                .isNotNull();
        assertThat(authority.stamper().certificate().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.8");
        assertThat(authority.stamper().certificate().getCriticalExtensionOIDs()).contains("2.5.29.37");
        assertThat(authority.listSigner().certificate().getExtendedKeyUsage()).containsExactly("0.4.0.2231.3.0");
    }

    @Test
    public void anOcspNonceIsEchoedByPostAndByGet() throws Exception {
        var nonce = new Extension(
                OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                false,
                new DEROctetString(new DEROctetString(new byte[32]).getEncoded()));
        byte[] request = ocspRequest(chain().get(0).getSerialNumber(), nonce);

        for (HttpResponse<byte[]> answer : List.of(
                sandbox.post("/ocsp", "application/ocsp-request", request),
                sandbox.get("/ocsp/"
                        + Base64.getEncoder()
                                .encodeToString(request)
                                .replace("+", "%2B")
                                .replace("/", "%2F")))) {
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/ocsp-response");
            var basic = (BasicOCSPResp) new OCSPResp(answer.body()).getResponseObject();
            assertThat(basic.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce))
                    .isEqualTo(nonce);
            assertThat(basic.getResponses()[0].getCertStatus())
                    .isSameAs(org.bouncycastle.cert.ocsp.CertificateStatus.GOOD);
            assertThat(basic.isSignatureValid(new JcaContentVerifierProviderBuilder().build(basic.getCerts()[0])))
                    .isTrue();
        }
    }

    @Test
    public void aSerialThatWasNeverGivenOutIsUnknown() throws Exception {
        byte[] answer = sandbox.post("/ocsp", "application/ocsp-request", ocspRequest(BigInteger.TEN, null))
                .body();

        var basic = (BasicOCSPResp) new OCSPResp(answer).getResponseObject();
        assertThat(basic.getResponses()[0].getCertStatus()).isInstanceOf(UnknownStatus.class);
    }

    @Test
    public void whatIsNoOcspRequestIsToldSo() throws Exception {
        for (byte[] wrong : List.of(new byte[0], new byte[] {1, 2, 3}, new byte[] {0x30, 0}, new byte[8000])) {
            assertThat(new OCSPResp(sandbox.post("/ocsp", "application/ocsp-request", wrong)
                                    .body())
                            .getStatus())
                    .isEqualTo(OCSPResp.MALFORMED_REQUEST);
        }
        assertThat(sandbox.post("/ocsp", "application/ocsp-request", new byte[9000])
                        .statusCode())
                .isEqualTo(413);
        assertThat(new OCSPResp(sandbox.get("/ocsp/%25").body()).getStatus()).isEqualTo(OCSPResp.MALFORMED_REQUEST);
        byte[] foreign = new OCSPReqBuilder()
                .addRequest(new CertificateID(
                        new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
                        new JcaX509CertificateHolder(chain().get(2)),
                        BigInteger.ONE))
                .build()
                .getEncoded();
        assertThat(new OCSPResp(sandbox.post("/ocsp", "application/ocsp-request", foreign)
                                .body())
                        .getStatus())
                .as("another issuer's certificate")
                .isEqualTo(OCSPResp.UNAUTHORIZED);
    }

    @Test
    public void aTimeStampIsOfTheDigestTheMomentAndTheUnit() throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(new byte[] {1});
        TimeStampRequest request = stampRequest(digest);

        HttpResponse<byte[]> answer = sandbox.post("/tsa", "application/timestamp-query", request.getEncoded());
        var response = new TimeStampResponse(answer.body());

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/timestamp-reply");
        response.validate(request);
        var token = response.getTimeStampToken();
        token.validate(new JcaSimpleSignerInfoVerifierBuilder()
                .build(sandbox.service().authority().stamper().certificate()));
        assertThat(token.getTimeStampInfo().getPolicy().getId()).isEqualTo("0.4.0.2023.1.1");
        assertThat(token.getTimeStampInfo().getGenTime().toInstant())
                .isBetween(sandbox.now.minusSeconds(1), sandbox.now);
        assertThat(token.getCertificates().getMatches(null)).hasSize(2);
    }

    @Test
    public void whatCannotBeStampedIsRejectedAndADeadUnitIsSilent() throws Exception {
        assertThat(new TimeStampResponse(sandbox.post("/tsa", "application/timestamp-query", new byte[] {1, 2})
                                .body())
                        .getStatus())
                .isEqualTo(2);
        byte[] weak = new TimeStampRequestGenerator()
                .generate(org.bouncycastle.asn1.oiw.OIWObjectIdentifiers.idSHA1, new byte[20])
                .getEncoded();
        assertThat(new TimeStampResponse(sandbox.post("/tsa", "application/timestamp-query", weak)
                                .body())
                        .getStatus())
                .isEqualTo(2);
        assertThat(sandbox.post("/tsa", "application/timestamp-query", new byte[9000])
                        .statusCode())
                .isEqualTo(413);

        sandbox.switches("{\"deadTsa\": true}");

        assertThat(sandbox.post(
                                "/tsa",
                                "application/timestamp-query",
                                stampRequest(new byte[32]).getEncoded())
                        .statusCode())
                .isEqualTo(503);
    }

    @Test
    public void atAnotherAddressCertificatesAreMadeAnewUnderTheSameRoot() {
        var folder = sandbox.data().resolve("moved");
        var here = new Authority(folder, () -> sandbox.now, "http://127.0.0.1:1/tsp");
        X509Certificate before = here.person(KEY, ANNA).certificate();
        var again = new Authority(folder, () -> sandbox.now, "http://127.0.0.1:1/tsp");
        assertThat(again.person(KEY, ANNA).certificate()).isEqualTo(before);

        var there = new Authority(folder, () -> sandbox.now, "http://127.0.0.1:2/tsp");

        assertThat(there.root().certificate()).isEqualTo(here.root().certificate());
        assertThat(there.person(KEY, ANNA).certificate()).isNotEqualTo(before);
        assertThat(there.register().knows(before.getSerialNumber())).isTrue();
    }

    private static TimeStampRequest stampRequest(byte[] digest) throws java.io.IOException {
        var generator = new TimeStampRequestGenerator();
        generator.setCertReq(true);
        return generator.generate(NISTObjectIdentifiers.id_sha256, digest, BigInteger.valueOf(4711));
    }

    private byte[] ocspRequest(BigInteger serial, Extension nonce) throws Exception {
        var builder = new OCSPReqBuilder()
                .addRequest(new CertificateID(
                        new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
                        new JcaX509CertificateHolder(chain().get(1)),
                        serial));
        if (nonce != null) {
            builder.setRequestExtensions(new Extensions(nonce));
        }
        return builder.build().getEncoded();
    }

    private CertPathValidatorException.Reason reason() {
        var failure = catchThrowable(this::validate);
        assertThat(failure).isInstanceOf(CertPathValidatorException.class);
        return ((CertPathValidatorException) failure).getReason();
    }

    /** Through the addresses that the certificates name: the person by OCSP alone, its issuer by the root's list. */
    private void validate() throws Exception {
        List<X509Certificate> chain = chain();
        validate(chain.get(0), chain.get(1), PKIXRevocationChecker.Option.NO_FALLBACK);
        validate(chain.get(1), chain.get(2), PKIXRevocationChecker.Option.PREFER_CRLS);
    }

    private static void validate(X509Certificate certificate, X509Certificate anchor, PKIXRevocationChecker.Option how)
            throws Exception {
        var validator = CertPathValidator.getInstance("PKIX");
        var checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        checker.setOptions(Set.of(how));
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
        parameters.addCertPathChecker(checker);
        validator.validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)), parameters);
    }

    private X509CRL crl(String path) throws Exception {
        return (X509CRL) CertificateFactory.getInstance("X.509")
                .generateCRL(new ByteArrayInputStream(sandbox.get(path).body()));
    }

    private X509Certificate certificate(String path) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(sandbox.get(path).body()));
    }
}

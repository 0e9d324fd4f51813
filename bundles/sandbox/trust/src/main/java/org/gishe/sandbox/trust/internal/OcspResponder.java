/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.Req;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.cert.ocsp.jcajce.JcaBasicOCSPRespBuilder;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Tells the status of what the issuing authority issued; RFC 6960, a nonce of RFC 9654 is echoed. Thread-safe. */
final class OcspResponder {

    static final int LARGEST = 8192;
    private static final int MOST = 16;
    /** Short, so that a credential revoked by a switch is soon seen by who keeps answers. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    private static final int LONGEST_NONCE = 128;

    private final Authority authority;
    private final InstantSource clock;

    OcspResponder(Authority authority, InstantSource clock) {
        this.authority = authority;
        this.clock = clock;
    }

    /** The DER response to a DER request; what is no request is told so. */
    byte[] answer(byte[] request) throws IOException {
        try {
            return answer(new OCSPReq(request));
        } catch (IOException | RuntimeException e) {
            return failure(OCSPRespBuilder.MALFORMED_REQUEST); // Bouncy Castle tells bad bytes by either
        } catch (OCSPException | OperatorCreationException | CertificateEncodingException e) {
            throw new IllegalStateException("the sandbox's OCSP responder cannot sign", e);
        }
    }

    private byte[] answer(OCSPReq request)
            throws IOException, OCSPException, OperatorCreationException, CertificateEncodingException {
        Req[] asked = request.getRequestList();
        Extension nonce = request.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
        if (asked.length == 0
                || asked.length > MOST
                || nonce != null && nonce.getExtnValue().getOctetsLength() > LONGEST_NONCE + 3) {
            return failure(OCSPRespBuilder.MALFORMED_REQUEST);
        }
        Authority.Holder signer = authority.responder();
        DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().build();
        var builder =
                new JcaBasicOCSPRespBuilder(signer.certificate().getPublicKey(), digests.get(CertificateID.HASH_SHA1));
        var issuer = new JcaX509CertificateHolder(authority.issuing().certificate());
        Instant now = clock.instant();
        boolean ours = false;
        for (Req each : asked) {
            boolean mine = matches(each.getCertID(), issuer, digests);
            ours |= mine;
            builder.addResponse(
                    each.getCertID(),
                    mine ? status(each.getCertID().getSerialNumber()) : new UnknownStatus(),
                    Date.from(now),
                    Date.from(now.plus(FRESH)));
        }
        if (!ours) {
            return failure(OCSPRespBuilder.UNAUTHORIZED);
        }
        if (nonce != null) {
            builder.setResponseExtensions(new Extensions(nonce));
        }
        return new OCSPRespBuilder()
                .build(
                        OCSPRespBuilder.SUCCESSFUL,
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA").build(signer.key()),
                                new X509CertificateHolder[] {new JcaX509CertificateHolder(signer.certificate())},
                                Date.from(now)))
                .getEncoded();
    }

    private static boolean matches(CertificateID id, X509CertificateHolder issuer, DigestCalculatorProvider digests) {
        try {
            return id.matchesIssuer(issuer, digests);
        } catch (OCSPException e) {
            return false; // a digest that this JDK does not have
        }
    }

    private CertificateStatus status(BigInteger serial) {
        Optional<Instant> revoked = authority.register().revoked(serial);
        if (revoked.isPresent()) {
            return new RevokedStatus(Date.from(revoked.get()), CRLReason.cessationOfOperation);
        }
        return authority.register().knows(serial) ? CertificateStatus.GOOD : new UnknownStatus();
    }

    private static byte[] failure(int status) throws IOException {
        try {
            return new OCSPRespBuilder().build(status, null).getEncoded();
        } catch (OCSPException e) {
            throw new IOException(e);
        }
    }
}

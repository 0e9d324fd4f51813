/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/** A time-stamping unit: RFC 3161, ETSI EN 319 422; accuracy one second, by the sandbox's clock. Thread-safe. */
final class TimeStamps {

    static final int LARGEST = 8192;
    /** Best practice policy of ETSI EN 319 421. */
    static final ASN1ObjectIdentifier POLICY = new ASN1ObjectIdentifier("0.4.0.2023.1.1");

    private static final Set<ASN1ObjectIdentifier> DIGESTS =
            Set.of(NISTObjectIdentifiers.id_sha256, NISTObjectIdentifiers.id_sha384, NISTObjectIdentifiers.id_sha512);

    private final Authority authority;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    TimeStamps(Authority authority, InstantSource clock) {
        this.authority = authority;
        this.clock = clock;
    }

    /** The DER response to a DER request; what is no request, or asks for what is not offered, is rejected in it. */
    byte[] answer(byte[] request) throws IOException {
        try {
            var responses = new TimeStampResponseGenerator(tokens(), DIGESTS, Set.of(POLICY));
            TimeStampRequest parsed;
            try {
                parsed = new TimeStampRequest(request);
            } catch (IOException | RuntimeException e) { // Bouncy Castle tells bad bytes by either
                return responses
                        .generateFailResponse(PKIStatus.REJECTION, PKIFailureInfo.badDataFormat, "no request")
                        .getEncoded();
            }
            return responses
                    .generate(parsed, new BigInteger(63, random).setBit(63), Date.from(clock.instant()))
                    .getEncoded();
        } catch (TSPException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("the sandbox's time-stamping unit cannot sign", e);
        }
    }

    private TimeStampTokenGenerator tokens() throws TSPException, GeneralSecurityException, OperatorCreationException {
        Authority.Holder unit = authority.stamper();
        var generator = new TimeStampTokenGenerator(
                new JcaSimpleSignerInfoGeneratorBuilder().build("SHA256withECDSA", unit.key(), unit.certificate()),
                new JcaDigestCalculatorProviderBuilder()
                        .build()
                        .get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)),
                POLICY);
        generator.setAccuracySeconds(1);
        generator.addCertificates(
                new JcaCertStore(List.of(unit.certificate(), authority.issuing().certificate())));
        return generator;
    }
}

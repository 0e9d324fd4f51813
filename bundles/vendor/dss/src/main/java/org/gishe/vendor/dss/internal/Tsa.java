/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.gishe.vendor.dss.AdesException;
import org.gishe.vendor.dss.AdesException.Reason;
import org.gishe.vendor.dss.TimeStampSource;

/** RFC 3161 over HTTP. */
final class Tsa implements TimeStampSource {

    private static final Http.Bound BOUND = new Http.Bound(64 * 1024, Duration.ofSeconds(15));

    private final Http http;
    private final URI authority;
    private final SecureRandom random = new SecureRandom();

    Tsa(Http http, URI authority) {
        if (authority.getHost() == null
                || !("http".equals(authority.getScheme()) || "https".equals(authority.getScheme()))) {
            throw new AdesException(Reason.UNSUPPORTED, "no address of a time-stamp authority: " + authority);
        }
        this.http = http;
        this.authority = authority;
    }

    @Override
    public byte[] token(byte[] digest, String algorithm) {
        return Inside.call(() -> ask(digest, algorithm));
    }

    private byte[] ask(byte[] digest, String algorithm) {
        try {
            var generator = new TimeStampRequestGenerator();
            generator.setCertReq(true);
            TimeStampRequest request = generator.generate(oid(algorithm), digest, new BigInteger(64, random));
            byte[] answer = http.ask(authority, "application/timestamp-query", request.getEncoded(), BOUND, null);
            var response = new TimeStampResponse(answer);
            response.validate(request);
            if (response.getTimeStampToken() == null) {
                throw new AdesException(
                        Reason.TIME_STAMP, "the authority gave no time-stamp: status " + response.getStatus());
            }
            return response.getTimeStampToken().getEncoded();
        } catch (IOException | TSPException e) {
            throw new AdesException(Reason.TIME_STAMP, "no time-stamp: " + e.getMessage(), e);
        }
    }

    private static ASN1ObjectIdentifier oid(String algorithm) {
        return switch (algorithm.toUpperCase(Locale.ROOT).replace("-", "")) {
            case "SHA256" -> NISTObjectIdentifiers.id_sha256;
            case "SHA384" -> NISTObjectIdentifiers.id_sha384;
            case "SHA512" -> NISTObjectIdentifiers.id_sha512;
            default -> throw new AdesException(Reason.UNSUPPORTED, "no time-stamps over " + algorithm);
        };
    }
}

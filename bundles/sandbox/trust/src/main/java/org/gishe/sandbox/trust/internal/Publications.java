/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.gishe.sandbox.host.Call;
import org.gishe.sandbox.host.Reply;

/** What everybody may ask of the authority: certificates, revocation lists, status, time stamps, trusted lists. Thread-safe. */
final class Publications {

    private final Authority authority;
    private final Lists lists;
    private final Switches switches;
    private final OcspResponder responder;
    private final TimeStamps stamps;

    Publications(Authority authority, Lists lists, Switches switches, InstantSource clock) {
        this.authority = authority;
        this.lists = lists;
        this.switches = switches;
        this.responder = new OcspResponder(authority, clock);
        this.stamps = new TimeStamps(authority, clock);
    }

    /** The answer; empty when something else is asked for. */
    Optional<Reply> handle(Call call) throws IOException {
        String path = call.path();
        if (path.equals("/ocsp") || path.startsWith("/ocsp/")) {
            return Optional.of(switches.deadOcsp() ? Reply.empty(503) : status(call));
        }
        if (path.equals("/tsa")) {
            return Optional.of(switches.deadTsa() ? Reply.empty(503) : stamp(call));
        }
        if (!call.method().equals("GET")) {
            return Optional.empty();
        }
        return switch (path) {
            case "/ca.crl" -> Optional.of(bytes("application/pkix-crl", authority.issuingCrl()));
            case "/root.crl" -> Optional.of(bytes("application/pkix-crl", authority.rootCrl()));
            case "/ca.cer" -> Optional.of(certificate(authority.issuing()));
            case "/root.cer" -> Optional.of(certificate(authority.root()));
            case "/list-signer.cer" -> Optional.of(certificate(authority.listSigner()));
            case "/tl.xml" -> Optional.of(list(lists.national(switches.lists())));
            case "/lotl.xml" -> Optional.of(list(lists.ofLists()));
            case "/pds" -> Optional.of(disclosure(call.query("lang").equals("en")));
            default -> Optional.empty();
        };
    }

    /** By POST or, RFC 6960 appendix A.1, by GET with the request's base64 in the path. */
    private Reply status(Call call) throws IOException {
        byte[] request = call.body();
        if (call.method().equals("GET")) {
            try {
                request = Base64.getDecoder()
                        .decode(call.path().substring(Math.min(call.path().length(), 6)));
            } catch (IllegalArgumentException e) {
                request = new byte[0];
            }
        } else if (!call.method().equals("POST")) {
            return Reply.empty(405);
        }
        return request.length > OcspResponder.LARGEST
                ? Reply.empty(413)
                : bytes("application/ocsp-response", responder.answer(request));
    }

    private Reply stamp(Call call) throws IOException {
        if (!call.method().equals("POST")) {
            return Reply.empty(405);
        }
        return call.body().length > TimeStamps.LARGEST
                ? Reply.empty(413)
                : bytes("application/timestamp-reply", stamps.answer(call.body()));
    }

    private static Reply list(Optional<byte[]> signed) {
        return signed.map(xml -> bytes("application/vnd.etsi.tsl+xml", xml)).orElseGet(() -> Reply.empty(503));
    }

    private static Reply certificate(Authority.Holder holder) {
        try {
            return bytes("application/pkix-cert", holder.certificate().getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate of the sandbox is broken", e);
        }
    }

    private static Reply disclosure(boolean english) {
        return Reply.page(
                200,
                english ? "en" : "bg",
                english ? "Disclosure statement" : "Декларация за доверителната услуга",
                english
                        ? "<p>Certificates of this sandbox name invented people. They bind nobody.</p>"
                        : "<p>Удостоверенията в тази пробна среда са на измислени хора и не обвързват никого.</p>");
    }

    static Reply bytes(String type, byte[] body) {
        return new Reply(200, Map.of("Content-Type", type), body);
    }
}

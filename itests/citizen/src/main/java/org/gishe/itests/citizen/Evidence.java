/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.citizen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Checks evidence as anybody can who has nothing but the JDK: seal, digest, kind. */
public final class Evidence {

    private Evidence() {}

    /** What is wrong with one piece of evidence of a document; empty when it holds. */
    public static Optional<String> fault(JsonNode evidence, byte[] document) {
        try {
            ObjectNode facts = evidence.deepCopy();
            byte[] seal = Base64.getDecoder().decode(facts.remove("seal").asText());
            byte[] certificate =
                    Base64.getDecoder().decode(facts.path("certificate").asText());
            X509Certificate sealer = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initVerify(sealer.getPublicKey());
            signature.update(canonical(facts).getBytes(StandardCharsets.UTF_8));
            if (!signature.verify(seal)) {
                return Optional.of("the seal does not verify");
            }
            String digest = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(document));
            String named = facts.path("documentDigest").path("value").asText();
            return named.equalsIgnoreCase(digest) ? Optional.empty() : Optional.of("it is about another document");
        } catch (GeneralSecurityException | IllegalArgumentException | NullPointerException e) {
            return Optional.of("it cannot be checked: " + e.getMessage());
        }
    }

    /** RFC 8785 for what evidence is made of: objects, texts, whole numbers. */
    static String canonical(JsonNode node) {
        if (node.isObject()) {
            TreeMap<String, JsonNode> members = new TreeMap<>();
            node.fields().forEachRemaining(member -> members.put(member.getKey(), member.getValue()));
            List<String> parts = new ArrayList<>();
            members.forEach((name, value) -> parts.add(text(name) + ":" + canonical(value)));
            return "{" + String.join(",", parts) + "}";
        }
        if (node.isArray()) {
            List<String> parts = new ArrayList<>();
            node.forEach(item -> parts.add(canonical(item)));
            return "[" + String.join(",", parts) + "]";
        }
        return node.isTextual() ? text(node.asText()) : node.asText();
    }

    private static String text(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append(String.format("\\u%04x", c));
                    } else {
                        out.append((char) c);
                    }
                }
            }
        });
        return out.append('"').toString();
    }
}

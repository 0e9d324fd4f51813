/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.signing.internal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.json.MalformedJsonException;
import org.gishe.vendor.dss.Ades;
import org.gishe.vendor.dss.Document;
import org.gishe.vendor.dss.Facts;
import org.gishe.vendor.dss.Format;
import org.gishe.vendor.dss.Level;
import org.gishe.vendor.dss.Means;

/**
 * A signed application: one container (ASiC-E with XAdES, EN 319 162-1) of what was filed and the person's signature over it,
 * with a time-stamp where an authority is configured. Both halves of the signing are made of the same stored facts.
 */
final class Application {

    static final String MEDIA_TYPE = "application/vnd.etsi.asic-e+zip";
    private static final String NAME = "application.json";

    private final Ades ades;
    private final Supplier<Means> means;

    Application(Ades ades, Supplier<Means> means) {
        this.ades = ades;
        this.means = means;
    }

    Facts facts(List<byte[]> chain, Instant signedAt) {
        return Facts.builder(Format.ASIC_E_XADES, chain, signedAt)
                .level(stamps() ? Level.T : Level.B)
                .build();
    }

    byte[] toBeSigned(Facts facts, byte[] filed) {
        return ades.prepare(facts, documents(filed));
    }

    byte[] complete(Facts facts, byte[] filed, byte[] value) {
        return ades.complete(facts, documents(filed), value, means.get());
    }

    /** Whether signatures get a time-stamp, and so can be made lasting. */
    boolean stamps() {
        return means.get().timeStamps() != null;
    }

    /** With all that is needed to validate it when certificates and authorities are gone (level LT). */
    byte[] lasting(byte[] container) {
        return ades.extend(Document.of("application.asice", MEDIA_TYPE, container), List.of(), Level.LT, means.get());
    }

    private static List<Document> documents(byte[] filed) {
        return List.of(Document.of(NAME, "application/json", filed));
    }

    /** Facts as text for a row of a table. */
    static String text(Facts facts) {
        Data.Obj object = Data.EMPTY;
        for (Map.Entry<String, String> each : facts.stored().entrySet()) {
            object = object.with(each.getKey(), each.getValue());
        }
        return new String(Json.write(object), StandardCharsets.UTF_8);
    }

    static Facts facts(String text) {
        try {
            var stored = new TreeMap<String, String>();
            ((Data.Obj) Json.parse(text.getBytes(StandardCharsets.UTF_8), Json.Limits.of(1 << 20)))
                    .members()
                    .forEach((name, value) -> stored.put(name, ((Data.Text) value).value()));
            return Facts.of(stored);
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("the facts of a signing were changed", e);
        }
    }
}

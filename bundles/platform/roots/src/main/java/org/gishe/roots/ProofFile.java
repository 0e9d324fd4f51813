/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.roots;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.gishe.api.base.Data;
import org.gishe.journal.Journal;
import org.gishe.json.Json;
import org.gishe.roots.Roots.Root;
import org.gishe.store.Times;

/** That an entry stands in the journal, as a file that needs nothing else to be checked. Pure functions. See docs/verifying.md. */
public final class ProofFile {

    private ProofFile() {}

    /** @param proof of that entry */
    public static Data.Obj of(Journal.Opening entry, Roots.Proof proof) {
        return Json.object()
                .put("format", "gishe-journal-proof/1")
                .put("entry", entry(entry))
                .put("index", entry.sequence() - 1)
                .put("path", hashes(proof.path()))
                .put("root", root(proof.root()))
                .build();
    }

    private static Data.Obj entry(Journal.Opening entry) {
        Json.Builder json = Json.object()
                .put("version", entry.version())
                .put("sequence", entry.sequence())
                .put("micros", entry.micros())
                .put("at", Times.instant(entry.micros()).toString())
                .put("kind", entry.kind())
                .put("person", hex(entry.person()))
                .put("commitment", hex(entry.commitment()))
                .put("previous", hex(entry.previous()))
                .put("hash", hex(entry.hash()))
                .put("erased", entry.erased());
        entry.opened().ifPresent(opened -> json.put("salt", hex(opened.salt()))
                .put("payload", new String(opened.payload(), StandardCharsets.UTF_8)));
        return json.build();
    }

    /** A root, with everything by which it is checked. */
    public static Data.Obj root(Root root) {
        Statement said = root.statement();
        Json.Builder json = Json.object()
                .put("number", said.number())
                .put("origin", said.origin())
                .put("from", said.from())
                .put("size", said.size())
                .put("hash", hex(said.hash()))
                .put("made", said.made().toString())
                .put("statement", root.text())
                .put("digest", Statement.fingerprint(root.text()))
                .put("seal", base64(root.seal()))
                .put("certificate", base64(root.certificate()))
                .put("path", hashes(root.path()));
        json.put(
                "stamp",
                root.stamp()
                        .<Data>map(stamp -> Json.object()
                                .put("at", stamp.at().toString())
                                .put("token", base64(stamp.token()))
                                .build())
                        .orElse(Data.NULL));
        return json.put(
                        "cosignatures",
                        Json.array(root.cosignatures().stream()
                                .map(each -> Json.object()
                                        .put("witness", each.witness())
                                        .put("time", each.seconds())
                                        .put("signature", base64(each.signature()))
                                        .build())
                                .toList()))
                .build();
    }

    private static Data.Arr hashes(List<byte[]> path) {
        return Json.array(path.stream().map(hash -> Data.of(hex(hash))).toList());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}

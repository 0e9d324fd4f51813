/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gishe.catalogue.Kind;
import org.gishe.deployment.Deployment.Signer;
import org.gishe.store.Times;
import org.jdbi.v3.core.Handle;

/** The jars that were taken in, and how often each was about to start when the platform died. */
final class Jars {

    /**
     * A jar that was taken in; its bytes are a kept content.
     *
     * @param signer who signed it, as far as it counted then; empty when it was unsigned
     */
    record Kept(String sha256, String content, Jar jar, Optional<Signer> signer) {}

    void insert(Handle unit, Kept kept) {
        unit.createUpdate("""
                        INSERT INTO deployment_jar
                            (sha256, content, symbolic_name, kinds, plugin, version, signer, signer_id, stamped)
                        VALUES (:sha256, :content, :name, :kinds, :plugin, :version, :signer, :signerId, :stamped)""")
                .bind("sha256", kept.sha256())
                .bind("content", kept.content())
                .bind("name", kept.jar().symbolicName())
                .bind(
                        "kinds",
                        kept.jar().kinds().stream().map(Kind::name).collect(Collectors.joining(" "))
                                + (kept.jar().coded() ? " CODED" : ""))
                .bind("plugin", kept.jar().plugin())
                .bind("version", kept.jar().version())
                .bind("signer", kept.signer().map(Signer::name).orElse(null))
                .bind("signerId", kept.signer().map(Signer::id).orElse(null))
                .bind(
                        "stamped",
                        kept.signer()
                                .flatMap(Signer::stamped)
                                .map(Times::micros)
                                .orElse(null))
                .execute();
    }

    List<Kept> read(Handle unit) {
        return unit.createQuery("SELECT * FROM deployment_jar").reduceRows(new ArrayList<Kept>(), (list, row) -> {
            var kinds = EnumSet.noneOf(Kind.class);
            boolean coded = false;
            for (String kind : row.getColumn("kinds", String.class).split(" ")) {
                if (kind.equals("CODED")) {
                    coded = true;
                } else if (!kind.isEmpty()) {
                    kinds.add(Kind.valueOf(kind));
                }
            }
            list.add(new Kept(
                    row.getColumn("sha256", String.class),
                    row.getColumn("content", String.class),
                    new Jar(
                            row.getColumn("symbolic_name", String.class),
                            row.getColumn("version", String.class),
                            kinds,
                            row.getColumn("plugin", String.class),
                            coded),
                    Optional.ofNullable(row.getColumn("signer_id", String.class))
                            .map(id -> new Signer(
                                    row.getColumn("signer", String.class),
                                    id,
                                    Optional.ofNullable(row.getColumn("stamped", Long.class))
                                            .map(Times::instant)))));
            return list;
        });
    }

    /** A start that was begun and did not end. */
    record Begun(String sha256, String plugin, String version, int times) {}

    /** How often it was begun to start without an end; this time counted. */
    int begin(Handle unit, String sha256, Jar jar) {
        unit.createUpdate("""
                        INSERT INTO deployment_start (sha256, begun, plugin, version) VALUES (:sha256, 1, :plugin, :version)
                        ON CONFLICT (sha256) DO UPDATE SET begun = deployment_start.begun + 1""")
                .bind("sha256", sha256)
                .bind("plugin", jar.plugin())
                .bind("version", jar.version())
                .execute();
        return unit.createQuery("SELECT begun FROM deployment_start WHERE sha256 = :sha256")
                .bind("sha256", sha256)
                .mapTo(Integer.class)
                .one();
    }

    List<Begun> begun(Handle unit) {
        return unit.createQuery("SELECT * FROM deployment_start").reduceRows(new ArrayList<Begun>(), (list, row) -> {
            list.add(new Begun(
                    row.getColumn("sha256", String.class),
                    row.getColumn("plugin", String.class),
                    row.getColumn("version", String.class),
                    row.getColumn("begun", Integer.class)));
            return list;
        });
    }

    void end(Handle unit, String sha256) {
        unit.createUpdate("DELETE FROM deployment_start WHERE sha256 = :sha256")
                .bind("sha256", sha256)
                .execute();
    }
}

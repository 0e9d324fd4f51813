/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.gishe.api.base.Data;
import org.gishe.catalogue.ServiceDescription;
import org.gishe.contents.Content;
import org.gishe.contents.Contents;
import org.gishe.delivery.Delivery;
import org.gishe.documents.Documents;
import org.gishe.time.WorkingDays;
import org.jdbi.v3.core.Handle;

/** Makes the document and puts it into the person's mailbox. */
final class DeliverStep implements Step {

    private static final String PDF = "application/pdf";
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd.MM.yyyy");

    private final Case cases;
    private final Documents documents;
    private final Contents contents;
    private final Delivery delivery;
    private final boolean withoutKey;
    private final String letter;

    /**
     * @param withoutKey planted fault: delivers as if a first delivery's answer had been lost and it had no key
     */
    DeliverStep(Case cases, Documents documents, Contents contents, Delivery delivery, boolean withoutKey) {
        this.cases = cases;
        this.documents = documents;
        this.contents = contents;
        this.delivery = delivery;
        this.withoutKey = withoutKey;
        try (InputStream template = DeliverStep.class.getResourceAsStream("letter.html")) {
            this.letter = new String(template.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return "deliver";
    }

    @Override
    public Outcome take(Row row) {
        ServiceDescription description = cases.description(row).orElse(null);
        if (description == null) {
            return new Outcome.Missing("version " + row.version() + " of " + row.service() + " is not running");
        }
        boolean granted = row.granted().orElse(false);
        Data.Obj decision = cases.object(row.decision().orElseThrow());
        byte[] pdf;
        try {
            pdf = granted && description.resultTemplate().isPresent()
                    ? documents.pdf(
                            description.resultTemplate().get(),
                            (Data.Obj) decision.at("/result").orElse(Data.EMPTY),
                            row.language())
                    : documents.pdf(letter, letter(row, description, decision, granted), row.language());
        } catch (IllegalArgumentException e) {
            return new Outcome.Stop(Row.Status.PARKED, "the document cannot be made: " + e.getMessage());
        }
        Content streamed = null;
        if (pdf.length > Contents.SMALL) {
            try {
                streamed = contents.stream(new ByteArrayInputStream(pdf), pdf.length, PDF);
            } catch (IOException e) {
                return new Outcome.Again("the document could not be kept: " + e.getMessage());
            }
        }
        Content large = streamed;
        return new Outcome.Done(unit -> {
            Content content = large;
            if (content == null) {
                content = contents.put(unit, pdf, PDF);
            } else {
                contents.keep(unit, content);
            }
            if (withoutKey) {
                send(unit, row, description, content, row.key() + "." + UUID.randomUUID());
            }
            String message = send(unit, row, description, content, row.key());
            unit.createUpdate("UPDATE journey_submission SET message = :message WHERE id = :id")
                    .bind("message", message)
                    .bind("id", row.id())
                    .execute();
        });
    }

    private String send(Handle unit, Row row, ServiceDescription description, Content content, String key) {
        return delivery.deliver(
                unit,
                new Delivery.Parcel(
                        key,
                        description.agency(),
                        description.agencyName(),
                        row.owner(),
                        row.title(),
                        content.id(),
                        row.service() + "-" + row.number().orElse("") + ".pdf",
                        row.id()));
    }

    /** What the platform's own letter tells: a refusal, or a grant of an e-service that has no document of its own. */
    private static Data.Obj letter(Row row, ServiceDescription description, Data.Obj decision, boolean granted) {
        boolean english = row.language().getLanguage().equals("en");
        return Data.EMPTY
                .with("english", Data.of(english))
                .with("granted", Data.of(granted))
                .with("agency", description.agencyName().in(row.language()))
                .with("title", row.title().in(row.language()))
                .with("number", row.number().orElse(""))
                .with(
                        "date",
                        row.received()
                                .map(at -> DAY.format(at.atZone(WorkingDays.ZONE)))
                                .orElse(""))
                .with(
                        "reason",
                        decision.text(english ? "/reasonEn" : "/reasonBg").orElse(""));
    }
}

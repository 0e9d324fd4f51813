/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Data;
import org.gishe.api.service.Application;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.ServiceDescription;
import org.gishe.contents.Contents;
import org.gishe.json.Json;
import org.gishe.store.Store;
import org.gishe.store.Times;

/** What steps need to know of a submission beyond its row. */
final class Case {

    private final Store store;
    private final Contents contents;
    private final Catalogue catalogue;

    Case(Store store, Contents contents, Catalogue catalogue) {
        this.store = store;
        this.contents = contents;
        this.catalogue = catalogue;
    }

    /** The pinned version's description; empty until that version is back. */
    Optional<ServiceDescription> description(Row row) {
        return catalogue.service(row.service(), row.version());
    }

    Data.Obj form(Row row) {
        return object(row.content()).at("/form").map(Data.Obj.class::cast).orElse(Data.EMPTY);
    }

    Data.Obj object(String content) {
        try {
            return Json.object(contents.read(content));
        } catch (IOException e) {
            throw new UncheckedIOException("a submission's content cannot be read", e);
        }
    }

    Application application(Row row) {
        record Known(Data.Obj form, Map<String, Answer> answers, Optional<String> number, Optional<Instant> received)
                implements Application {
            @Override
            public Optional<Answer> answer(String enquiry) {
                return Optional.ofNullable(answers.get(enquiry));
            }
        }
        return new Known(form(row), answers(row), row.number(), row.received());
    }

    Map<String, Answer> answers(Row row) {
        record Kept(String name, String status, String reason, String content, Instant at) {}
        return store
                .read(query -> query.createQuery("SELECT * FROM journey_answer WHERE submission = :id")
                        .bind("id", row.id())
                        .reduceRows(new java.util.ArrayList<Kept>(), (list, view) -> {
                            list.add(new Kept(
                                    view.getColumn("name", String.class),
                                    view.getColumn("status", String.class),
                                    view.getColumn("reason", String.class),
                                    view.getColumn("content", String.class),
                                    Times.instant(view.getColumn("at", Long.class))));
                            return list;
                        }))
                .stream()
                .collect(
                        HashMap::new,
                        (map, kept) -> map.put(
                                kept.name(),
                                kept.content() == null
                                        ? Answer.without(Answer.Status.valueOf(kept.status()), kept.reason(), kept.at())
                                        : Answer.found(object(kept.content()), kept.at())),
                        HashMap::putAll);
    }
}

/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Data;
import org.gishe.api.base.Enquiry;
import org.gishe.api.base.Party;
import org.gishe.catalogue.ServiceDescription;
import org.gishe.contents.Contents;
import org.gishe.json.Json;
import org.gishe.people.People;
import org.gishe.registers.Caller;
import org.gishe.registers.Registers;
import org.gishe.store.Store;
import org.gishe.store.Times;
import org.jdbi.v3.core.Handle;

/** Makes the enquiries that the e-service needs by law. */
final class CheckStep implements Step {

    private static final Duration CALL = Duration.ofSeconds(5);
    private static final String PARTY = "=party.identifier";
    private static final String FORM = "=form";

    private final Store store;
    private final Case cases;
    private final People people;
    private final Registers registers;
    private final Contents contents;
    private final InstantSource clock;

    CheckStep(Store store, Case cases, People people, Registers registers, Contents contents, InstantSource clock) {
        this.store = store;
        this.cases = cases;
        this.people = people;
        this.registers = registers;
        this.contents = contents;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "check";
    }

    @Override
    public Outcome take(Row row) {
        ServiceDescription description = cases.description(row).orElse(null);
        if (description == null) {
            return new Outcome.Missing("version " + row.version() + " of " + row.service() + " is not running");
        }
        Party party = store.read(query -> people.party(query, row.owner())).orElseThrow();
        Data.Obj form = cases.form(row);
        var answers = new LinkedHashMap<String, Answer>();
        for (ServiceDescription.Need need : description.enquiries()) {
            Answer answer = registers.enquire(
                    caller(row, description, need, party),
                    new Enquiry(need.register(), need.operation(), request(need.request(), party, form)));
            if (need.required()) {
                switch (answer.status()) {
                    case UNAVAILABLE -> {
                        return new Outcome.Again("register " + need.register() + ": " + answer.reason());
                    }
                    case REFUSED, INVALID -> {
                        return new Outcome.Stop(
                                Row.Status.PARKED, "register " + need.register() + ": " + answer.reason());
                    }
                    default -> {
                        // found, or truly not there: both are for the decision
                    }
                }
            }
            answers.put(need.name(), answer);
        }
        return new Outcome.Done(unit -> keep(unit, row, answers));
    }

    private Caller caller(Row row, ServiceDescription description, ServiceDescription.Need need, Party party) {
        return Caller.of(
                        "service/" + row.service(),
                        description.agency(),
                        Caller.Door.SERVICE,
                        row.key(),
                        clock.instant().plus(CALL))
                .actor(party)
                .party(party)
                .matter(row.id())
                .basis(need.basis())
                .purpose(need.purpose())
                .language(row.language())
                .build();
    }

    /** The described request with the party's identifier and the form's fields in their places. */
    static Data.Obj request(Data.Obj template, Party party, Data.Obj form) {
        Data.Obj request = Data.EMPTY;
        for (var member : template.members().entrySet()) {
            if (member.getValue() instanceof Data.Text text && text.value().equals(PARTY)) {
                request = request.with(member.getKey(), party.identifier().value());
            } else if (member.getValue() instanceof Data.Text text
                    && text.value().startsWith(FORM)) {
                Optional<Data> field = form.at(text.value().substring(FORM.length()));
                if (field.isPresent()) {
                    request = request.with(member.getKey(), field.get());
                }
            } else if (member.getValue() instanceof Data.Obj inner) {
                request = request.with(member.getKey(), request(inner, party, form));
            } else {
                request = request.with(member.getKey(), member.getValue());
            }
        }
        return request;
    }

    private void keep(Handle unit, Row row, Map<String, Answer> answers) {
        answers.forEach((name, answer) -> {
            String content = answer.data()
                    .map(data -> contents.put(unit, Json.write(data), "application/json")
                            .id())
                    .orElse(null);
            unit.createUpdate("""
                            INSERT INTO journey_answer (submission, name, status, reason, content, at)
                            VALUES (:id, :name, :status, :reason, :content, :at)
                            ON CONFLICT (submission, name) DO UPDATE SET status = excluded.status,
                                reason = excluded.reason, content = excluded.content, at = excluded.at""")
                    .bind("id", row.id())
                    .bind("name", name)
                    .bind("status", answer.status().name())
                    .bind("reason", answer.reason())
                    .bind("content", content)
                    .bind("at", Times.micros(answer.at()))
                    .execute();
        });
    }
}

/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Party;
import org.gishe.api.base.PluginException;
import org.gishe.api.service.Application;
import org.gishe.api.service.Decision;
import org.gishe.api.service.EService;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.PluginUnavailableException;
import org.gishe.catalogue.ServiceDescription;
import org.gishe.contents.Contents;
import org.gishe.json.Json;
import org.gishe.people.People;
import org.gishe.store.Store;
import org.gishe.work.Works;

/** Has the pinned version of the e-service decide; one without rules of its own is decided by its answers. */
final class DecideStep implements Step {

    private static final Duration CALL = Duration.ofSeconds(5);
    private static final LocalText PURPOSE = LocalText.of("Решаване на заявление", "Deciding an application");

    private final Store store;
    private final Case cases;
    private final People people;
    private final Catalogue catalogue;
    private final Works works;
    private final Contents contents;
    private final InstantSource clock;

    DecideStep(
            Store store,
            Case cases,
            People people,
            Catalogue catalogue,
            Works works,
            Contents contents,
            InstantSource clock) {
        this.store = store;
        this.cases = cases;
        this.people = people;
        this.catalogue = catalogue;
        this.works = works;
        this.contents = contents;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "decide";
    }

    @Override
    public Outcome take(Row row) {
        ServiceDescription description = cases.description(row).orElse(null);
        if (description == null) {
            return new Outcome.Missing("version " + row.version() + " of " + row.service() + " is not running");
        }
        Party party = store.read(query -> people.party(query, row.owner())).orElseThrow();
        Application application = cases.application(row);
        Decision decision;
        if (catalogue.coded(row.service(), row.version())) {
            Optional<PluginKey> plugin = catalogue.pinned(Kind.SERVICE, row.service(), row.version());
            if (plugin.isEmpty()) {
                return new Outcome.Missing("version " + row.version() + " of " + row.service() + " is not running");
            }
            try {
                decision = ask(plugin.get(), row, party, application);
            } catch (PluginUnavailableException e) {
                return new Outcome.Again(e.getMessage());
            } catch (PluginException e) {
                return e.passing()
                        ? new Outcome.Again(e.getMessage())
                        : new Outcome.Stop(Row.Status.PARKED, e.getMessage());
            }
        } else {
            decision = byAnswers(description, application, party);
        }
        if (decision.outcome() == Decision.Outcome.CLERK) {
            return new Outcome.Stop(
                    Row.Status.PARKED, "for a clerk: " + decision.reason().english());
        }
        boolean granted = decision.outcome() == Decision.Outcome.GRANTED;
        byte[] kept = Json.write(Data.EMPTY
                .with("result", decision.result())
                .with("reasonBg", decision.reason().bulgarian())
                .with("reasonEn", decision.reason().english()));
        return new Outcome.Done(unit -> unit.createUpdate(
                        "UPDATE journey_submission SET granted = :granted, decision = :decision WHERE id = :id")
                .bind("granted", granted ? 1 : 0)
                .bind("decision", contents.put(unit, kept, "application/json").id())
                .bind("id", row.id())
                .execute());
    }

    private Decision ask(PluginKey plugin, Row row, Party party, Application application) {
        var order = new Works.Order(
                row.key(),
                Optional.of(party),
                Optional.of(party),
                PURPOSE,
                row.language(),
                clock.instant().plus(CALL));
        try (Works.OpenWork work = works.open(order)) {
            return catalogue.call(plugin, EService.class, CALL, service -> service.decide(work, application));
        }
    }

    /** What no register holds is not certified. */
    static Decision byAnswers(ServiceDescription description, Application application, Party party) {
        Data.Obj answers = Data.EMPTY;
        for (ServiceDescription.Need need : description.enquiries()) {
            Optional<Answer> answer = application.answer(need.name());
            Optional<Data.Obj> data = answer.flatMap(Answer::data);
            if (need.required() && data.isEmpty()) {
                return Decision.refused(LocalText.of(
                        "В регистъра няма данни, въз основа на които услугата може да бъде извършена.",
                        "The register holds no data on which this service could be rendered."));
            }
            if (data.isPresent()) {
                answers = answers.with(need.name(), data.get());
            }
        }
        return Decision.granted(Data.EMPTY
                .with("number", application.number().orElse(""))
                .with("name", party.name())
                .with("identifier", party.identifier().value())
                .with("form", application.form())
                .with("answers", answers));
    }
}

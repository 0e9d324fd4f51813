/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Data;
import org.gishe.api.base.Enquiry;
import org.gishe.api.base.LocalText;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.RegisterDescription;
import org.gishe.json.Json;
import org.gishe.registers.Caller;
import org.gishe.registers.Registers;
import org.gishe.registers.Reply;
import org.gishe.schema.Violation;
import org.gishe.web.door.Problem;
import org.jdbi.v3.core.Handle;

/** Asks the gateway for another system and tells what it answered. Thread-safe. */
final class Asking {

    private static final Duration PATIENCE = Duration.ofSeconds(6);

    private final Registers registers;
    private final Catalogue catalogue;
    private final InstantSource clock;

    /** Keeps what is told in the unit of the journal's entry. */
    @FunctionalInterface
    interface Keeper {
        void keep(Handle unit, Reply reply, Told told) throws Exception;
    }

    Asking(Registers registers, Catalogue catalogue, InstantSource clock) {
        this.registers = registers;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /** @param key of the work: the same again for the same enquiry */
    Told ask(String consumer, String administration, String key, Ask ask, Keeper keeper) {
        Caller.Builder caller = Caller.of(
                        consumer,
                        administration,
                        Caller.Door.REST,
                        key,
                        clock.instant().plus(PATIENCE))
                .employee(ask.onBehalfOf()
                        .map(other -> ask.employee() + " (" + other + ")")
                        .orElse(ask.employee()))
                .reference(ask.matter())
                .language(ask.language());
        ask.basis().ifPresent(caller::basis);
        ask.sealedUntil().ifPresent(caller::sealedUntil);
        ask.purpose().ifPresent(words -> caller.purpose(LocalText.of(words, words)));
        Reply reply = registers.ask(
                caller.build(),
                new Enquiry(ask.register(), ask.operation(), ask.request()),
                (unit, each) -> keeper.keep(unit, each, told(consumer, ask, each)));
        return told(consumer, ask, reply);
    }

    private Told told(String consumer, Ask ask, Reply reply) {
        Answer answer = reply.answer();
        return switch (reply.cause()) {
            case NONE -> {
                var body = Json.object().put("status", word(answer.status()));
                answer.data().ifPresent(data -> body.put("data", data));
                body.put("at", answer.at().toString());
                if (!answer.reason().isEmpty()) {
                    body.put("reason", answer.reason());
                }
                yield new Told(200, body.put("entry", reply.entry()).build(), Map.of());
            }
            case UNFIT -> unfit(ask, reply);
            case NO_GRANT -> refused(Problems.noGrant(consumer, ask), ask, reply);
            case NO_BASIS -> refused(Problems.basisMissing(), ask, reply);
            case NO_PURPOSE -> refused(Problems.purposeMissing(), ask, reply);
            case OTHER_BASIS -> refused(Problems.otherBasis(), ask, reply);
            case ENDED -> refused(Problems.ended(), ask, reply);
            case NO_OPERATION -> refused(Problems.unknown(), ask, reply);
            case DOWN -> Told.of(Problems.down(reply.entry()), ask.language());
        };
    }

    private static String word(Answer.Status status) {
        return status.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Told refused(Problem problem, Ask ask, Reply reply) {
        return Told.of(problem.with("entry", Data.of(reply.entry())), ask.language());
    }

    /** Where the request does not fit, and what is expected there. */
    private Told unfit(Ask ask, Reply reply) {
        Data.Obj schema = operation(ask.register(), ask.operation())
                .map(RegisterDescription.Operation::request)
                .orElse(Data.EMPTY);
        Problem problem = Problem.of(
                422,
                "request-unfit",
                LocalText.of("Заявката не отговаря на справката", "The request does not fit the enquiry"),
                LocalText.of(
                        "Регистърът не беше попитан или не разбра заявката. Поправете посочените полета; схемата е на GET"
                                + " /api/v1/registers/" + ask.register() + "/" + ask.operation() + ".",
                        "The register was not asked, or did not understand it. Mend the fields that are named; the schema is"
                                + " at GET /api/v1/registers/" + ask.register() + "/" + ask.operation() + "."));
        if (!reply.findings().isEmpty()) {
            problem = problem.with(
                    "findings",
                    Json.array(reply.findings().stream()
                            .map(each -> finding(each, schema, ask.language()))
                            .toList()));
        }
        return refused(problem, ask, reply);
    }

    private static Data finding(Violation each, Data.Obj schema, Locale language) {
        return Problems.finding(
                "/request" + each.pointer(),
                each.text().in(language),
                each.keyword(),
                expected(schema, each.pointer()));
    }

    /** What a schema says of a place, as far as it says it there itself. */
    static Data.Obj expected(Data.Obj schema, String pointer) {
        Data.Obj here = schema;
        for (String name : pointer.isEmpty()
                ? List.<String>of()
                : List.of(pointer.substring(1).split("/"))) {
            Data next = here.at("/items").filter(any -> name.matches("[0-9]+")).orElse(Data.NULL);
            if (here.members().get("properties") instanceof Data.Obj properties
                    && properties.members().get(name.replace("~1", "/").replace("~0", "~"))
                            instanceof Data.Obj member) {
                next = member;
            }
            if (!(next instanceof Data.Obj object)) {
                return Data.EMPTY;
            }
            here = object;
        }
        return here == schema ? Data.EMPTY : here;
    }

    /** The enquiry as the register's adapter describes it now. */
    Optional<RegisterDescription.Operation> operation(String register, String operation) {
        return register(register).flatMap(each -> each.operation(operation));
    }

    Optional<RegisterDescription> register(String register) {
        return catalogue.current(Kind.REGISTER).stream()
                .filter(key -> key.instance().equals(register))
                .findFirst()
                .flatMap(key -> catalogue.register(key.id(), key.version()));
    }
}

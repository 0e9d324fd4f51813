/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Data;
import org.gishe.api.base.Enquiry;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Party;
import org.gishe.api.base.PersonId;
import org.gishe.api.service.Application;
import org.gishe.api.service.Decision;
import org.gishe.api.service.Decision.Outcome;
import org.gishe.api.service.Finding;
import org.gishe.json.Json;
import org.gishe.json.MalformedJsonException;

/**
 * A case of an e-service's rules, a file under {@code gishe/examples}: form and recorded answers in; findings, outcome and
 * members of the result out. What it does not name is not compared. The same rules in the author's build and when a jar is
 * admitted. Immutable.
 *
 * @param name the file's name
 * @param party for whom
 * @param now the instant at which the clock stands
 * @param answers recorded answers, by the enquiry's name in the description
 * @param findings JSON pointers of what has to be mended, in order
 * @param outcome how it is decided; empty when it is not, as when there is something to mend
 * @param result members that the decision's result has, among others
 */
public record Example(
        String name,
        Party party,
        Instant now,
        Data.Obj form,
        Map<String, Answer> answers,
        List<String> findings,
        Optional<Outcome> outcome,
        Data.Obj result) {

    /** Where the cases lie in a bundle, each a file {@code *.json}. */
    public static final String FOLDER = "gishe/examples";

    /** Number and moment under which a case was received. */
    private static final String NUMBER = "26-0000001";

    private static final Instant RECEIVED = Instant.parse("2026-11-23T09:15:00Z");
    private static final Set<String> MEMBERS =
            Set.of("title", "party", "now", "form", "answers", "findings", "outcome", "result");

    /** Somebody invented: born on 12 March 1885, so that the number belongs to nobody alive. */
    public static final Party CITIZEN = new Party(
            new PersonId("11111111-1111-4111-8111-111111111111"),
            new Identifier(Identifier.Scheme.EGN, "8523120012"),
            "Яна Примерова Образцова");

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException with words for the author, when it is no case
     */
    public static Example read(String name, byte[] file) {
        try {
            if (!(Json.parse(file, Json.Limits.of(1 << 18)) instanceof Data.Obj json)) {
                throw new IllegalArgumentException("it is no object");
            }
            for (String member : json.members().keySet()) {
                if (!MEMBERS.contains(member)) {
                    throw new IllegalArgumentException("it has an unknown member " + member);
                }
            }
            return read(name, json);
        } catch (MalformedJsonException | DateTimeException | ClassCastException | IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " is no case: " + e.getMessage(), e);
        }
    }

    private static Example read(String name, Data.Obj json) {
        var now = json.text("/now").map(Instant::parse).orElse(RECEIVED);
        var answers = new LinkedHashMap<String, Answer>();
        object(json, "/answers").members().forEach((enquiry, answer) -> answers.put(enquiry, answer(answer, now)));
        var party = new Party(
                CITIZEN.id(),
                json.text("/party/identifier").map(Identifier::fromEtsi).orElse(CITIZEN.identifier()),
                json.text("/party/name").orElse(CITIZEN.name()));
        List<String> findings = json.at("/findings")
                .map(list -> ((Data.Arr) list)
                        .items().stream()
                                .map(pointer -> ((Data.Text) pointer).value())
                                .toList())
                .orElse(List.of());
        return new Example(
                name,
                party,
                now,
                object(json, "/form"),
                Map.copyOf(answers),
                findings,
                json.text("/outcome").map(Outcome::valueOf),
                object(json, "/result"));
    }

    private static Answer answer(Data answer, Instant at) {
        var status = Answer.Status.valueOf(
                answer.text("/status").orElseThrow(() -> new IllegalArgumentException("an answer has no status")));
        return status == Answer.Status.FOUND
                ? Answer.found(object(answer, "/data"), at)
                : Answer.without(status, "recorded", at);
    }

    private static Data.Obj object(Data json, String pointer) {
        return (Data.Obj) json.at(pointer).orElse(Data.EMPTY);
    }

    /** What is examined. */
    public Application draft() {
        return new Facts(form, Map.of(), Optional.empty(), Optional.empty());
    }

    /** What is decided, with other answers than the recorded ones. */
    public Application application(Map<String, Answer> given) {
        return new Facts(form, Map.copyOf(given), Optional.of(NUMBER), Optional.of(RECEIVED));
    }

    /** What is decided. */
    public Application application() {
        return application(answers);
    }

    /** The recorded answer to an enquiry that the e-service makes itself; empty where there is none. */
    public Optional<Answer> answer(ServiceDescription service, Enquiry enquiry) {
        return service.enquiries().stream()
                .filter(need -> need.register().equals(enquiry.register())
                        && need.operation().equals(enquiry.operation()))
                .flatMap(need -> Optional.ofNullable(answers.get(need.name())).stream())
                .findFirst();
    }

    /** What is otherwise than the case says, in words for the author; empty when all is as it says. */
    public List<String> examined(List<Finding> found) {
        var otherwise = new ArrayList<String>();
        List<String> pointers = found.stream().map(Finding::pointer).toList();
        if (!pointers.equals(findings)) {
            otherwise.add(name + ": examine finds something at " + pointers + ", the case says " + findings);
        }
        for (Finding each : found) {
            if (!bilingual(each.text())) {
                otherwise.add(name + ": the finding at " + each.pointer() + " is not told in Bulgarian and English");
            }
            if (form.at(each.pointer()).isEmpty()) {
                otherwise.add(name + ": the finding's place " + each.pointer() + " is not in the form");
            }
        }
        return otherwise;
    }

    /** What is otherwise than the case says, in words for the author; empty when all is as it says. */
    public List<String> decided(Decision decision) {
        var otherwise = new ArrayList<String>();
        if (outcome.isPresent() && decision.outcome() != outcome.get()) {
            otherwise.add(name + ": decided " + decision.outcome() + ", the case says " + outcome.get());
        }
        result.members().forEach((member, value) -> {
            Data given = decision.result().members().get(member);
            if (!value.equals(given)) {
                // Kinds alone: what a case holds may come from somebody's life.
                otherwise.add(name + ": the result's " + member + " is not what the case says (" + given + ", not "
                        + value + ")");
            }
        });
        return otherwise;
    }

    /** Whether whoever is not granted learns why, in both languages; what is wrong in words. */
    public List<String> reasoned(Decision decision) {
        boolean granted = decision.outcome() == Outcome.GRANTED;
        var otherwise = new ArrayList<String>();
        if (!granted && !bilingual(decision.reason())) {
            otherwise.add(name + ": " + decision.outcome() + " without a reason in Bulgarian and English");
        }
        if (!granted && !decision.result().equals(Data.EMPTY)) {
            otherwise.add(name + ": " + decision.outcome() + " with a result");
        }
        return otherwise;
    }

    private static boolean bilingual(LocalText text) {
        return !text.english().isBlank() && text.bulgarian().matches("(?s).*[А-Яа-я].*");
    }

    private record Facts(
            Data.Obj form, Map<String, Answer> answers, Optional<String> number, Optional<Instant> received)
            implements Application {
        @Override
        public Optional<Answer> answer(String enquiry) {
            return Optional.ofNullable(answers.get(enquiry));
        }
    }
}

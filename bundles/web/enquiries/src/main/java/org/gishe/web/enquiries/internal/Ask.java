/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.gishe.acts.LegalActs;
import org.gishe.api.base.Data;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.LocalText;
import org.gishe.api.service.Finding;
import org.gishe.json.Json;
import org.gishe.web.door.Problem;

/**
 * What another system asks, as it was read from what it sent.
 *
 * @param matter number of the case in the asking administration's books
 * @param employee who asks there: name and position
 * @param onBehalfOf for whom that one asks, if for somebody else
 * @param sealedUntil until when the law keeps it from the person it is about
 */
record Ask(
        String register,
        String operation,
        Data.Obj request,
        Optional<LegalBasis> basis,
        Optional<String> purpose,
        String matter,
        String employee,
        Optional<String> onBehalfOf,
        Locale language,
        Optional<Instant> sealedUntil) {

    /** As the full one, and kept from nobody. */
    Ask(
            String register,
            String operation,
            Data.Obj request,
            Optional<LegalBasis> basis,
            Optional<String> purpose,
            String matter,
            String employee,
            Optional<String> onBehalfOf,
            Locale language) {
        this(register, operation, request, basis, purpose, matter, employee, onBehalfOf, language, Optional.empty());
    }

    /** Members of what is sent. */
    static final Set<String> MEMBERS =
            Set.of("request", "basis", "purpose", "case", "employee", "onBehalfOf", "callback", "sealedUntil");

    private static final int LONGEST = 500;

    /**
     * Reads it, {@code callback} apart.
     *
     * @throws Problem with what is wrong; law and purpose are left to the gateway, which journals that they are missing
     */
    static Ask of(String register, String operation, Data.Obj sent, LegalActs acts, Locale language) {
        List<Finding> findings = new ArrayList<>();
        for (String name : sent.members().keySet()) {
            if (!MEMBERS.contains(name)) {
                findings.add(new Finding(
                        "/" + name.replace("~", "~0").replace("/", "~1"),
                        LocalText.of(
                                "Тук няма такова поле. Махнете го.", "There is no such member here. Take it out.")));
            }
        }
        Data.Obj request = object(sent, "request", findings).orElse(Data.EMPTY);
        if (!sent.members().containsKey("request")) {
            findings.add(new Finding("/request", LocalText.of("Дайте заявката.", "Give the request.")));
        }
        Optional<Data.Obj> basis = object(sent, "basis", findings);
        Optional<String> act = basis.flatMap(each -> text(each, "act", "/basis/act", findings));
        Optional<String> article = basis.flatMap(each -> text(each, "article", "/basis/article", findings));
        Optional<String> purpose = text(sent, "purpose", "/purpose", findings);
        Optional<String> matter = text(sent, "case", "/case", findings);
        Optional<Data.Obj> employee = object(sent, "employee", findings);
        Optional<String> name = employee.flatMap(each -> text(each, "name", "/employee/name", findings));
        Optional<String> position = employee.flatMap(each -> text(each, "position", "/employee/position", findings));
        Optional<String> onBehalfOf = text(sent, "onBehalfOf", "/onBehalfOf", findings);
        Optional<Instant> sealedUntil =
                text(sent, "sealedUntil", "/sealedUntil", findings).flatMap(each -> instant(each, findings));
        if (!findings.isEmpty()) {
            throw Problems.invalid(findings);
        }
        if (matter.isEmpty()) {
            throw Problems.caseMissing();
        }
        if (name.isEmpty() || position.isEmpty()) {
            throw Problems.employeeMissing();
        }
        if (basis.isPresent() && (act.isEmpty() || article.isEmpty())) {
            throw Problems.basisMissing();
        }
        return new Ask(
                register,
                operation,
                request,
                act.map(each -> new LegalBasis(name(each, acts), article.orElseThrow())),
                purpose,
                matter.get(),
                name.get() + ", " + position.get(),
                onBehalfOf,
                language,
                sealedUntil);
    }

    /**
     * The act's whole name, also where it was abbreviated.
     *
     * @throws Problem naming the nearest act when there is none of that name
     */
    static String name(String words, LegalActs acts) {
        return acts.find(words)
                .orElseThrow(() -> Problems.actUnknown(words, acts))
                .name();
    }

    private static Optional<Instant> instant(String text, List<Finding> findings) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            findings.add(new Finding(
                    "/sealedUntil",
                    LocalText.of(
                            "Дайте момент като 2027-12-31T22:00:00Z.", "Give an instant like 2027-12-31T22:00:00Z.")));
            return Optional.empty();
        }
    }

    private static Optional<Data.Obj> object(Data.Obj in, String member, List<Finding> findings) {
        Data value = in.members().get(member);
        if (value != null && !(value instanceof Data.Obj)) {
            findings.add(new Finding(
                    "/" + member, LocalText.of("Дайте обект (JSON object).", "Give an object (JSON object).")));
        }
        return value instanceof Data.Obj object ? Optional.of(object) : Optional.empty();
    }

    private static Optional<String> text(Data.Obj in, String member, String pointer, List<Finding> findings) {
        Data value = in.members().get(member);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Data.Text text && text.value().length() <= LONGEST) {
            return Optional.of(text.value().strip()).filter(words -> !words.isEmpty());
        }
        findings.add(new Finding(
                pointer,
                LocalText.of(
                        "Дайте текст с най-много " + LONGEST + " знака.",
                        "Give a text of at most " + LONGEST + " characters.")));
        return Optional.empty();
    }

    /** To be kept until it is asked. */
    Data.Obj json() {
        var json = Json.object()
                .put("register", register)
                .put("operation", operation)
                .put("request", request)
                .put("case", matter)
                .put("employee", employee)
                .put("language", language.getLanguage());
        basis.ifPresent(each -> json.put("act", each.act()).put("article", each.article()));
        purpose.ifPresent(each -> json.put("purpose", each));
        onBehalfOf.ifPresent(each -> json.put("onBehalfOf", each));
        sealedUntil.ifPresent(each -> json.put("sealedUntil", each.toString()));
        return json.build();
    }

    /** What {@link #json} wrote. */
    static Ask read(Data.Obj json) {
        return new Ask(
                json.text("/register").orElseThrow(),
                json.text("/operation").orElseThrow(),
                (Data.Obj) json.at("/request").orElseThrow(),
                json.text("/act")
                        .map(act -> new LegalBasis(act, json.text("/article").orElseThrow())),
                json.text("/purpose"),
                json.text("/case").orElseThrow(),
                json.text("/employee").orElseThrow(),
                json.text("/onBehalfOf"),
                Locale.forLanguageTag(json.text("/language").orElseThrow()),
                json.text("/sealedUntil").map(Instant::parse));
    }

    /** Names the enquiry alone. */
    @Override
    public String toString() {
        return register + " " + operation;
    }
}

/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.oversight.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PersonId;
import org.gishe.journal.JournalReader.Read;
import org.gishe.oversight.Access;
import org.gishe.oversight.Access.Outcome;

/** Tells an entry of the journal as the person concerned understands it. */
final class Words {

    private static final LocalText NOTHING = LocalText.of("", "");
    private static final LocalText ERASED = LocalText.of("Подробностите са изтрити", "The particulars were erased");
    private static final LocalText DESK = LocalText.of("Служител на гише", "A clerk at a desk");
    private static final LocalText PLATFORM = LocalText.of("Платформата", "The platform");
    private static final Map<String, LocalText> KINDS = Map.of(
            "access.document",
                    LocalText.of("Проверка на документ по неговия код", "A document looked up by its check code"),
            "access.preview", LocalText.of("Преглед на данните Ви", "A preview of your data"),
            "access.desk", LocalText.of("Служител отвори преписката Ви", "A clerk opened your case"),
            "access.operator", LocalText.of("Оператор видя данните Ви", "An operator saw your data"));
    private static final LocalText SOMEHOW = LocalText.of("Видени са Ваши данни", "Data of yours were seen");

    private final Titles titles;
    private final AccessIds ids;

    Words(Titles titles, AccessIds ids) {
        this.titles = titles;
        this.ids = ids;
    }

    /** @param reference case that was named later */
    Access of(PersonId person, Read read, Optional<String> reference) {
        Data.Obj payload = read.payload();
        String institution = payload.text("/administration").orElse("");
        String door = payload.text("/door").orElse("");
        String register = payload.text("/register").orElse("");
        String operation = payload.text("/operation").orElse("");
        boolean own = read.actor().filter(person::equals).isPresent();
        return new Access(
                ids.of(person, read.id()),
                read.at(),
                institution,
                institution.isEmpty() ? NOTHING : titles.institution(institution),
                door,
                through(door, payload.text("/consumer").orElse("")),
                register,
                register.isEmpty() ? NOTHING : titles.register(register),
                what(read, register, operation),
                elements(payload, register, operation),
                read.basis(),
                read.basis().map(LegalBasis::act).flatMap(titles::act),
                read.purpose(),
                payload.text("/reference").or(() -> reference),
                submission(read).filter(matter -> own),
                outcome(read),
                own,
                read.withheldUntil(),
                read.sequence());
    }

    /** The submission or draft of this platform; an enquiry that belongs to none is its own matter. */
    static Optional<String> submission(Read read) {
        Optional<String> enquiry = read.payload().text("/id");
        return read.matter().filter(matter -> !enquiry.equals(Optional.of(matter)));
    }

    LocalText what(Read read, String register, String operation) {
        if (read.erased()) {
            return ERASED;
        }
        return operation.isEmpty() ? KINDS.getOrDefault(read.kind(), SOMEHOW) : titles.operation(register, operation);
    }

    private LocalText through(String door, String consumer) {
        String name = consumer.substring(consumer.indexOf('/') + 1);
        if (consumer.startsWith("service/")) {
            return titles.service(name);
        }
        if (consumer.startsWith("system/")) {
            return LocalText.of("Система „" + name + "“", "System “" + name + "”");
        }
        return door.equals("DESK") ? DESK : consumer.isEmpty() ? PLATFORM : LocalText.of(consumer, consumer);
    }

    private List<LocalText> elements(Data.Obj payload, String register, String operation) {
        var words = new ArrayList<LocalText>();
        if (payload.members().get("elements") instanceof Data.Arr all) {
            for (Data each : all.items()) {
                if (each instanceof Data.Text pointer) {
                    words.add(titles.element(register, operation, pointer.value()));
                }
            }
        }
        return List.copyOf(words);
    }

    static Outcome outcome(Read read) {
        if (read.erased()) {
            return Outcome.ERASED;
        }
        return switch (read.payload().text("/status").orElse("FOUND")) {
            case "FOUND" -> Outcome.ANSWERED;
            case "NOT_FOUND" -> Outcome.NOTHING_FOUND;
            case "REFUSED", "INVALID" -> Outcome.REFUSED;
            default -> Outcome.FAILED;
        };
    }
}

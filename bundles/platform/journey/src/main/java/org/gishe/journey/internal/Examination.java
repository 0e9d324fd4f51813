/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Party;
import org.gishe.api.service.Application;
import org.gishe.api.service.EService;
import org.gishe.api.service.Finding;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.ServiceDescription;
import org.gishe.schema.Schema;
import org.gishe.work.Works;

/** Looks at a form: by its schema first, then by the e-service's own rules. */
final class Examination {

    private static final Duration CALL = Duration.ofSeconds(3);
    private static final LocalText PURPOSE = LocalText.of("Проверка на заявление", "Examining an application");

    private final Catalogue catalogue;
    private final Works works;
    private final InstantSource clock;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    Examination(Catalogue catalogue, Works works, InstantSource clock) {
        this.catalogue = catalogue;
        this.works = works;
        this.clock = clock;
    }

    /** By the schema alone. */
    List<Finding> look(ServiceDescription service, Data.Obj form) {
        return schemas
                .computeIfAbsent(service.id() + "@" + service.version(), key -> Schema.compile(service.schema()))
                .validate(form)
                .stream()
                .map(violation -> new Finding(violation.pointer(), violation.text()))
                .toList();
    }

    /**
     * By schema and rules.
     *
     * @throws org.gishe.catalogue.PluginUnavailableException when the rules cannot be asked now
     */
    List<Finding> examine(ServiceDescription service, String id, Data.Obj form, Party party, Locale language) {
        List<Finding> findings = look(service, form);
        if (!findings.isEmpty() || !catalogue.coded(service.id(), service.version())) {
            return findings;
        }
        var plugin = new PluginKey(Kind.SERVICE, service.id(), service.id(), service.version());
        var who = Optional.of(party);
        var order =
                new Works.Order(id, who, who, PURPOSE, language, clock.instant().plus(CALL));
        try (Works.OpenWork work = works.open(order)) {
            return catalogue.call(plugin, EService.class, CALL, rules -> rules.examine(work, new Draft(form)));
        }
    }

    private record Draft(Data.Obj form) implements Application {
        @Override
        public Optional<Answer> answer(String enquiry) {
            return Optional.empty();
        }

        @Override
        public Optional<String> number() {
            return Optional.empty();
        }

        @Override
        public Optional<Instant> received() {
            return Optional.empty();
        }
    }
}

/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.health.internal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.gishe.api.base.Health;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PluginException;
import org.gishe.api.register.RegisterAdapter;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.PluginUnavailableException;
import org.gishe.health.Check;
import org.gishe.health.Condition;
import org.gishe.work.Works;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How registers find themselves, asked through their adapters. Whoever's submission needs one waits; nobody is called. */
@Component
public final class AdaptersCheck implements Check {

    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final Catalogue catalogue;
    private final Works works;
    private final InstantSource clock;

    @Activate
    public AdaptersCheck(@Reference Catalogue catalogue, @Reference Works works, @Reference InstantSource clock) {
        this.catalogue = catalogue;
        this.works = works;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "registers";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(30);
    }

    @Override
    public List<Condition> conditions() {
        var conditions = new ArrayList<Condition>();
        for (PluginKey key : catalogue.current(Kind.REGISTER)) {
            Health health = ask(key);
            if (health.status() != Health.Status.UP) {
                conditions.add(Condition.seen(
                        key.toString(), health.status().name().toLowerCase(Locale.ROOT) + ": " + health.reason()));
            }
        }
        return conditions;
    }

    private Health ask(PluginKey key) {
        var order = new Works.Order(
                "health." + UUID.randomUUID(),
                Optional.empty(),
                Optional.empty(),
                LocalText.of("Проверка на състоянието", "Check of its health"),
                Locale.ENGLISH,
                clock.instant().plus(LIMIT));
        try (Works.OpenWork work = works.open(order)) {
            return catalogue.call(key, RegisterAdapter.class, LIMIT, adapter -> adapter.health(work));
        } catch (PluginUnavailableException | PluginException e) {
            return new Health(Health.Status.DOWN, e.getMessage());
        }
    }
}

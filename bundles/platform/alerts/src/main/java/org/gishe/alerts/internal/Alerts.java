/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.alerts.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gishe.health.Check;
import org.gishe.health.Condition;
import org.gishe.store.Recurring;
import org.gishe.store.Store;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mails operators about what needs somebody now: once when it has lasted long enough, once when it is over, and at most once an
 * hour about the same. What a check has to say while it is away or fails is left as it was.
 */
@Component(name = "org.gishe.alerts", service = Recurring.class, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AlertsConfiguration.class)
public final class Alerts implements Recurring {

    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);
    private static final Duration QUIET = Duration.ofHours(1);
    private static final Duration FAILING = Duration.ofMinutes(5);
    private static final Duration FORGOTTEN = Duration.ofDays(30);
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.of("Europe/Sofia"));

    private final Episodes episodes;
    private final InstantSource clock;
    private final String name;
    private final Optional<Mail> mail;
    private boolean failing;

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile List<Check> checks = List.of();

    @Activate
    public Alerts(@Reference Store store, @Reference InstantSource clock, AlertsConfiguration config) {
        this(
                store,
                clock,
                config.name(),
                config.host().isBlank() ? Optional.empty() : Optional.of(new SmtpMail(config, clock)));
    }

    Alerts(Store store, InstantSource clock, String name, Optional<Mail> mail) {
        this.episodes = new Episodes(store);
        this.clock = clock;
        this.name = name;
        this.mail = mail;
    }

    @Override
    public String name() {
        return "alerts";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(15);
    }

    @Override
    public void run() {
        if (mail.isEmpty()) {
            return;
        }
        try {
            look(mail.get());
            if (failing) {
                failing = false;
                LOG.info("Operators can be reached by mail again");
            }
        } catch (IOException e) { // what was not told is told at the next look
            if (failing) {
                LOG.debug("Operators still cannot be reached by mail", e);
            } else {
                failing = true;
                LOG.error("Operators cannot be reached by mail: {}", e.getMessage());
            }
        }
    }

    private void look(Mail to) throws IOException {
        Instant now = clock.instant();
        Set<String> asked = new HashSet<>();
        Map<String, Condition> present = new LinkedHashMap<>();
        for (Check check : checks) {
            try {
                for (Condition condition : check.conditions()) {
                    present.put(check.name() + "/" + condition.subject(), condition);
                }
                asked.add(check.name());
            } catch (RuntimeException e) {
                LOG.debug("The check {} failed", check.name(), e);
                present.put(
                        check.name() + "/the check itself",
                        Condition.alerting(
                                "the check itself",
                                "it fails with " + e.getClass().getName(),
                                FAILING));
            }
        }
        Map<String, Episode> known = episodes.all();
        List<Episode> ended = new ArrayList<>();
        for (Episode episode : known.values()) {
            if (episode.open() && !present.containsKey(episode.id())) {
                if (asked.contains(episode.check())) {
                    ended.add(episode);
                } else if (episode.since().plus(FORGOTTEN).isBefore(now)) {
                    episodes.forget(episode.id());
                }
            } else if (!episode.open()
                    && episode.told()
                            .map(told -> told.plus(QUIET).isBefore(now))
                            .orElse(true)) {
                episodes.forget(episode.id());
            }
        }
        for (Map.Entry<String, Condition> each : present.entrySet()) {
            lasting(to, each.getKey(), each.getValue(), Optional.ofNullable(known.get(each.getKey())), now);
        }
        for (Episode episode : ended) {
            if (episode.announced()) {
                to.send("[" + name + "] over: " + title(episode), over(episode, now));
            }
            episodes.keep(episode.over());
        }
    }

    private void lasting(Mail to, String id, Condition condition, Optional<Episode> known, Instant now)
            throws IOException {
        if (condition.alert().isEmpty()) {
            return;
        }
        Episode episode;
        if (known.isPresent() && known.get().open()) {
            episode = known.get();
        } else {
            episode = Episode.begun(id, condition.words(), now, known.flatMap(Episode::told));
            episodes.keep(episode);
        }
        boolean lasts = !episode.since().plus(condition.alert().get()).isAfter(now);
        boolean quiet =
                episode.told().map(told -> told.plus(QUIET).isAfter(now)).orElse(false);
        if (lasts && !episode.announced() && !quiet) {
            to.send("[" + name + "] " + title(episode), begun(episode, condition));
            episodes.keep(episode.announced(now));
        }
    }

    /** One line, whatever a plug-in's name holds. */
    private static String title(Episode episode) {
        return (episode.check() + ": " + episode.subject()).replaceAll("\\p{Cntrl}", " ");
    }

    private String begun(Episode episode, Condition condition) {
        return condition.words() + "\n\nSince " + when(episode.since()) + ".\n"
                + "One more mail says when it is over.\n";
    }

    private static String over(Episode episode, Instant now) {
        return "It is over after " + Duration.between(episode.since(), now).toMinutes() + " minutes. It was:\n\n"
                + episode.words() + "\n\nSince " + when(episode.since()) + ".\n";
    }

    private static String when(Instant instant) {
        return LOCAL.format(instant) + " in Sofia (" + instant + ")";
    }
}

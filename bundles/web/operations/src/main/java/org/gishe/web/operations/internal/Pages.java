/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.gishe.identity.Officer;
import org.gishe.identity.OfficerSession;
import org.gishe.web.operations.internal.Access.Action;

/** Draws pages from their templates. Thread-safe. */
final class Pages {

    private final PebbleEngine engine;
    private final Texts texts;

    /** @param asset gives the address of a style sheet or picture */
    Pages(Texts texts, UnaryOperator<String> asset) {
        this.texts = texts;
        // the loader of this bundle, not the thread's, which is another's while a request is served
        ClasspathLoader loader = new ClasspathLoader(Pages.class.getClassLoader());
        loader.setPrefix("org/gishe/web/operations/internal/pages");
        loader.setSuffix(".peb");
        this.engine = new PebbleEngine.Builder()
                .loader(loader)
                .strictVariables(true)
                .autoEscaping(true)
                .newLineTrimming(false)
                .extension(new Words(asset))
                .build();
    }

    /** @param back address of the page before; empty for none */
    String draw(String template, Turn turn, String back, Map<String, Object> model) {
        Optional<Officer> officer = turn.visit().office().map(OfficerSession::officer);
        Map<String, Object> all = new HashMap<>();
        all.put("lang", turn.language().getLanguage());
        all.put("back", back);
        all.put("otherLanguage", turn.path() + "?lang=" + turn.text("language.other.code"));
        all.put("failed", false);
        all.put("officer", officer.map(Officer::name).orElse(""));
        all.put(
                "role",
                officer.map(each -> turn.text("role." + each.role().name().toLowerCase(Locale.ROOT)))
                        .orElse(""));
        all.put("csrf", turn.visit().office().map(OfficerSession::csrf).orElse(""));
        all.put("places", officer.map(each -> places(turn, each)).orElse(List.of()));
        all.putAll(model);
        try {
            PebbleTemplate page = engine.getTemplate(template);
            StringWriter out = new StringWriter(8192);
            page.evaluate(out, all, turn.language());
            return out.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Map<String, Object>> places(Turn turn, Officer officer) {
        List<Map<String, Object>> places = new ArrayList<>();
        place(places, turn, officer, Action.SEE, "/operations", "nav.plugins");
        place(places, turn, officer, Action.DEPLOY, "/operations/deployments", "nav.deploy");
        place(places, turn, officer, Action.WATCH, "/operations/parked", "nav.parked");
        place(places, turn, officer, Action.SEE, "/operations/standing", "nav.standing");
        place(places, turn, officer, Action.SEE, "/operations/ledger", "nav.ledger");
        place(places, turn, officer, Action.OFFICERS, "/operations/operators", "nav.operators");
        return places;
    }

    private static void place(
            List<Map<String, Object>> places, Turn turn, Officer officer, Action action, String address, String key) {
        if (Access.may(officer, action, "")) {
            places.add(Map.of(
                    "address",
                    address,
                    "title",
                    turn.text(key),
                    "here",
                    turn.path().equals(address)));
        }
    }

    /** What templates say beside their model: texts of their language, addresses of assets. */
    private final class Words extends AbstractExtension {
        private final UnaryOperator<String> asset;

        Words(UnaryOperator<String> asset) {
            this.asset = asset;
        }

        @Override
        public Map<String, Function> getFunctions() {
            return Map.of("t", new Text(), "asset", new Asset());
        }

        private final class Text implements Function {
            @Override
            public List<String> getArgumentNames() {
                return List.of("key", "first", "second");
            }

            @Override
            public Object execute(
                    Map<String, Object> arguments, PebbleTemplate self, EvaluationContext context, int line) {
                return texts.text(
                        context.getLocale(),
                        (String) arguments.get("key"),
                        arguments.getOrDefault("first", ""),
                        arguments.getOrDefault("second", ""));
            }
        }

        private final class Asset implements Function {
            @Override
            public List<String> getArgumentNames() {
                return List.of("name");
            }

            @Override
            public Object execute(
                    Map<String, Object> arguments, PebbleTemplate self, EvaluationContext context, int line) {
                return asset.apply((String) arguments.get("name"));
            }
        }
    }
}

/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.portal.internal;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.gishe.web.door.Visit;

/** Draws pages from their templates. Thread-safe. */
final class Pages {

    private final PebbleEngine engine;
    private final Texts texts;

    /** @param asset gives the address of a style sheet, script or picture */
    Pages(Texts texts, UnaryOperator<String> asset) {
        this.texts = texts;
        // the loader of this bundle, not the thread's, which is another's while a request is served
        ClasspathLoader loader = new ClasspathLoader(Pages.class.getClassLoader());
        loader.setPrefix("org/gishe/web/portal/internal/pages");
        loader.setSuffix(".peb");
        this.engine = new PebbleEngine.Builder()
                .loader(loader)
                .strictVariables(true)
                .autoEscaping(true)
                .newLineTrimming(false)
                .extension(new Words(asset))
                .build();
    }

    /**
     * A page.
     *
     * @param path of this page without query, to come back to
     * @param back address of the page before; empty for none
     */
    String draw(String template, Visit visit, String path, String back, Map<String, Object> model) {
        Map<String, Object> all = new HashMap<>();
        all.put("lang", visit.language().getLanguage());
        all.put("path", path);
        all.put("back", back);
        all.put("otherLanguage", path + "?lang=" + texts.text(visit.language(), "language.other.code"));
        all.put("failed", false);
        all.put("person", visit.session().map(session -> session.actor().name()).orElse(""));
        all.put("csrf", visit.session().map(session -> session.csrf()).orElse(""));
        all.putAll(model);
        return fill(template, visit, all);
    }

    /** A piece of a page. */
    String fill(String template, Visit visit, Map<String, Object> model) {
        try {
            PebbleTemplate page = engine.getTemplate(template);
            StringWriter out = new StringWriter(8192);
            page.evaluate(out, model, visit.language());
            return out.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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

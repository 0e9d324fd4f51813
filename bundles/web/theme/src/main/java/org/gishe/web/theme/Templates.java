/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.theme;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Draws the pages of a bundle from its templates: Pebble files under {@code pages}, with {@code t(key)} for a text and
 * {@code asset(name)} for the address of a file of the theme. Thread-safe.
 */
public final class Templates {

    private final PebbleEngine engine;
    private final Texts texts;

    /**
     * @param owner a class of the bundle, beside which the folder {@code pages} lies
     * @param asset gives the address of a style sheet, script or picture
     */
    public Templates(Class<?> owner, Texts texts, UnaryOperator<String> asset) {
        this.texts = texts;
        // the loader of that bundle, not the thread's, which is another's while a request is served
        ClasspathLoader loader = new ClasspathLoader(owner.getClassLoader());
        loader.setPrefix(owner.getPackageName().replace('.', '/') + "/pages");
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
     * A page or a piece of one.
     *
     * @param template name of the file without its ending
     */
    public String fill(String template, Locale language, Map<String, Object> model) {
        try {
            PebbleTemplate page = engine.getTemplate(template);
            StringWriter out = new StringWriter(8192);
            page.evaluate(out, model, language);
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

/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.acts.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gishe.acts.LegalActs;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The acts of {@code acts.json}. */
@Component
public final class ListedActs implements LegalActs {

    private static final int LONGEST = 300;

    private final String version;
    private final List<Act> acts;
    private final Map<String, Act> byWords = new HashMap<>();

    @Activate
    public ListedActs() {
        Data.Obj list;
        try (InputStream file = ListedActs.class.getResourceAsStream("acts.json")) {
            list = Json.object(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        version = list.text("/version").orElseThrow();
        acts = list.at("/acts").map(all -> ((Data.Arr) all).items()).orElseThrow().stream()
                .map(each -> act((Data.Obj) each))
                .sorted(Comparator.comparing(Act::name))
                .toList();
        for (Act act : acts) {
            for (String words : List.of(act.name(), act.abbreviation())) {
                if (byWords.put(plain(words), act) != null) {
                    throw new IllegalStateException("two acts are called " + words);
                }
            }
        }
    }

    private static Act act(Data.Obj act) {
        return new Act(
                act.text("/name").orElseThrow(),
                act.text("/abbreviation").orElseThrow(),
                act.text("/gazette").orElseThrow(),
                act.text("/link").map(URI::create),
                act.at("/articles").map(all -> ((Data.Arr) all).items()).orElse(List.of()).stream()
                        .map(each -> ((Data.Text) each).value())
                        .toList(),
                act.at("/complete").map(Data.of(true)::equals).orElse(false));
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public List<Act> acts() {
        return acts;
    }

    @Override
    public Optional<Act> find(String words) {
        return words.length() > LONGEST ? Optional.empty() : Optional.ofNullable(byWords.get(plain(words)));
    }

    @Override
    public Optional<Act> nearest(String words) {
        String asked = plain(words.length() > LONGEST ? words.substring(0, LONGEST) : words);
        return byWords.entrySet().stream()
                .map(each -> Map.entry(distance(asked, each.getKey()), each))
                .filter(each -> each.getKey()
                        <= Math.max(asked.length(), each.getValue().getKey().length()) / 2)
                .min(Comparator.<Map.Entry<Integer, Map.Entry<String, Act>>>comparingInt(Map.Entry::getKey)
                        .thenComparing(each -> each.getValue().getKey()))
                .map(each -> each.getValue().getValue());
    }

    private static String plain(String words) {
        return words.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }

    /** Letters to be changed, put in or taken out (Levenshtein). */
    private static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] now = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            now[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                now[j] = Math.min(change, Math.min(before[j], now[j - 1]) + 1);
            }
            int[] swap = before;
            before = now;
            now = swap;
        }
        return before[b.length()];
    }
}

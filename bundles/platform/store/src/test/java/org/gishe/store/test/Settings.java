/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store.test;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Makes a configuration annotation as Declarative Services would: the given values, defaults for the rest. */
public final class Settings {

    private Settings() {}

    public static <A> A of(Class<A> annotation, Map<String, ?> values) {
        return annotation.cast(Proxy.newProxyInstance(
                annotation.getClassLoader(), new Class<?>[] {annotation}, (self, method, arguments) -> {
                    Object value = values.get(method.getName());
                    return value != null ? value : method.getDefaultValue();
                }));
    }
}

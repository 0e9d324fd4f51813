/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.health.internal;

import java.util.ArrayList;
import java.util.List;
import org.gishe.catalogue.Readiness;
import org.gishe.health.Check;
import org.gishe.health.Condition;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** What the parts of the platform say of themselves. */
@Component
public final class ReadinessCheck implements Check {

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile List<Readiness> parts = List.of();

    @Override
    public String name() {
        return "platform";
    }

    @Override
    public List<Condition> conditions() {
        var missing = new ArrayList<Condition>();
        for (Readiness part : parts) {
            part.missing().ifPresent(words -> missing.add(Condition.stopping(part.name(), words)));
        }
        return missing;
    }
}

package org.consentgateway.server.authorize;

import java.util.Optional;
import org.consentgateway.core.json.Json;

/** Whether teams, roles and memberships are in use now. */
final class ActivePeriods {

    private final Site site;

    ActivePeriods(Site site) {
        this.site = site;
    }

    /** Whether the Group, team or role itself is in use: nobody is of one that was closed. */
    boolean inForce(Json.Obj team) {
        boolean active = team.get("active").filter(new Json.Bool(false)::equals).isEmpty();
        boolean careTeam = team.text("resourceType").equals(Optional.of("CareTeam"));
        boolean serving = !careTeam || team.text("status").map("active"::equals).orElse(true);
        return active && serving && current(team);
    }

    /** Whether the membership's period, if it has one, has not ended. */
    boolean current(Json.Obj membership) {
        Optional<Json.Obj> period = membership.object("period");
        if (period.isEmpty()) return true;
        String today =
                site.clock().instant().atZone(site.pack().zone()).toLocalDate().toString();
        boolean begun = period.get()
                .text("start")
                .map(start -> start.compareTo(today + "T99") <= 0)
                .orElse(true);
        boolean ended = period.get()
                .text("end")
                .map(end -> end.substring(0, Math.min(10, end.length()))
                                .compareTo(today.substring(0, Math.min(10, end.length())))
                        < 0)
                .orElse(false);
        return begun && !ended;
    }
}

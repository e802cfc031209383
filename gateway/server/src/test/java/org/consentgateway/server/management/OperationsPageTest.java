package org.consentgateway.server.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OperationsPageTest {

    @Test
    void the_page_names_every_metric_there_is() {
        assertThat(Path.of("../OPERATIONS.md")).content().contains(Metrics.reference());
    }
}

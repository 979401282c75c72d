package dev.gapless.chat;

import dev.gapless.eventlog.EventLog;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** Looks over the shoulder of the real parts: what is announced, and which statements are run. */
@TestConfiguration(proxyBeanMethods = false)
class ChatTestBeans {

    @Bean
    @Primary
    RecordedLog recordedLog(@Qualifier("eventLog") EventLog log) {
        return new RecordedLog(log);
    }

    @Bean
    static BeanPostProcessor countedStatements() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof DataSource source ? Statements.counted(source) : bean;
            }
        };
    }
}

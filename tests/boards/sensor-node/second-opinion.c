/*
 * A second opinion on the firmware: runs it in simavr for some milliseconds and prints what it sends, in hex.
 *
 * Arguments: the ELF file, milliseconds, the EEPROM's first bytes in hex. Supply 3.3 V, ADC0 1.65 V, ADC1 0.715 V.
 */
#include <stdio.h>
#include <stdlib.h>
#include <simavr/sim_avr.h>
#include <simavr/avr_adc.h>
#include <simavr/avr_eeprom.h>
#include <simavr/avr_ioport.h>
#include <simavr/avr_uart.h>
#include <simavr/sim_elf.h>

static void sent(struct avr_irq_t *irq, uint32_t byte, void *param) {
  (void)irq, (void)param;
  printf("%02x", byte & 0xff);
}

static void nap(avr_t *avr, avr_cycle_count_t cycles) {
  (void)avr, (void)cycles;
}

int main(int count, char **arguments) {
  elf_firmware_t firmware = {0};
  avr_t *avr = count == 4 && elf_read_firmware(arguments[1], &firmware) == 0 ? avr_make_mcu_by_name("atmega328p") : NULL;
  if (avr == NULL) return 1;
  avr_init(avr);
  firmware.frequency = 8000000;
  avr_load_firmware(avr, &firmware);
  avr->log = LOG_NONE;
  avr->sleep = nap;
  avr->vcc = avr->avcc = avr->aref = 3300;
  avr->data[0x54] = 1;
  uint8_t bytes[64];
  avr_eeprom_desc_t eeprom = {.ee = bytes, .offset = 0, .size = 0};
  for (unsigned byte; sscanf(arguments[3] + 2 * eeprom.size, "%2x", &byte) == 1;) bytes[eeprom.size++] = byte;
  avr_ioctl(avr, AVR_IOCTL_EEPROM_SET, &eeprom);
  uint32_t flags = 0;
  avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT), sent, NULL);
  avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_ADC0), 1650);
  avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_ADC1), 715);
  avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ('D'), 3), 1);
  avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ('B'), 0), 1);
  avr_cycle_count_t end = (avr_cycle_count_t)atoi(arguments[2]) * 8000;
  while (avr->cycle < end && avr->state != cpu_Done && avr->state != cpu_Crashed) avr_run(avr);
  printf("\n");
  return avr->state == cpu_Done || avr->state == cpu_Crashed;
}

/*
 * The converter, with the supply as its reference, at 125 kHz.
 *
 * The internal reference needs time to settle when it is chosen (datasheet DS40002061B section 23.5.2), so the first
 * conversions are thrown away. Temperature: MCP9700A, 500 mV at 0 °C and 10 mV per °C, so that 1 mV is 0.1 °C.
 */
#include "measure.h"

#include <avr/io.h>

#include "board.h"
#include "settings.h"

#define REFERENCE_INPUT 14
/* Of several conversions the last counts. */
#define REFERENCE_CONVERSIONS 9
#define INPUT_CONVERSIONS 2
#define FULL_SCALE 1024

#define BATTERY_MAX 6000
#define TEMPERATURE_AT_ZERO_MV 500
#define TEMPERATURE_MIN -400
#define TEMPERATURE_MAX 850

static uint16_t convert(uint8_t input, uint8_t conversions) {
  uint16_t result = 0;
  ADMUX = _BV(REFS0) | input;
  while (conversions--) {
    ADCSRA |= _BV(ADSC);
    while (ADCSRA & _BV(ADSC)) continue;
    result = ADC;
  }
  return result;
}

void measure(struct measurement *to) {
  ADCSRA = _BV(ADEN) | _BV(ADPS2) | _BV(ADPS1);
  uint16_t reference = convert(REFERENCE_INPUT, REFERENCE_CONVERSIONS);
  uint32_t battery = (uint32_t)settings.reference_mv * FULL_SCALE / (reference == 0 ? 1 : reference);
  to->battery_mv = battery > BATTERY_MAX ? BATTERY_MAX : battery;
  uint16_t mv = (uint32_t)convert(TEMPERATURE_INPUT, INPUT_CONVERSIONS) * to->battery_mv / FULL_SCALE;
  int16_t temperature = mv - TEMPERATURE_AT_ZERO_MV;
  if (temperature < TEMPERATURE_MIN) temperature = TEMPERATURE_MIN;
  to->temperature = temperature > TEMPERATURE_MAX ? TEMPERATURE_MAX : temperature;
  to->light = convert(LIGHT_INPUT, INPUT_CONVERSIONS);
  ADCSRA = 0;
}

//! One small sheet in every format that is written as text, and as .xlsx.
//!
//! Column E and row 5 are hidden and hold old figures; D6, F6 and G4 are shown as percent.

use rust_xlsxwriter::{Format, Workbook};

pub const SCHEMA: &str = r#"
version = 1
id = "thu"
title = "Thử"
year = 2023
[area]
code = "h"
name = "Huyện An Sơn"
[[period]]
code = "6t"
name = "6 tháng đầu năm"
[[unit]]
code = "binh-loc"
name = "Xã Bình Lộc"
kind = "xa"
[[section]]
code = "I"
name = "Nông nghiệp"
[[indicator]]
code = "lua"
section = "I"
name = "Diện tích lúa"
unit = "ha"
kind = "quantity"
aggregate = "sum"
decimals = 1
[[indicator]]
code = "rung"
section = "I"
name = "Tỷ lệ che phủ rừng"
unit = "%"
kind = "percent"
aggregate = "none"
decimals = 1
[[indicator]]
code = "ho"
section = "I"
name = "Số hộ nghèo"
unit = "hộ"
kind = "quantity"
aggregate = "sum"
decimals = 0
"#;

/// What the sheet says: indicator, measure, number.
pub const FIGURES: [(&str, &str, &str); 6] = [
    ("ho", "actual", "1115"),
    ("ho", "plan", "1250"),
    ("lua", "actual", "300.25"),
    ("lua", "plan", "310.5"),
    ("rung", "actual", "59.3"),
    ("rung", "plan", "60"),
];

pub fn xlsx() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Biểu 1").unwrap();
    let (plain, percent) = (Format::new(), Format::new().set_num_format("0.0%"));
    sheet.merge_range(0, 0, 0, 6, "UBND xã Bình Lộc", &plain).unwrap();
    sheet.merge_range(1, 0, 1, 6, "Báo cáo chỉ tiêu 6 tháng đầu năm 2023", &plain).unwrap();
    for (column, text) in
        ["TT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch năm 2023", "Thực hiện 6 tháng", "Thực hiện 6 tháng\nnăm 2023", "TH/KH"]
            .iter()
            .enumerate()
    {
        sheet.write(2, column as u16, *text).unwrap();
    }
    for (row, number, label, unit) in [
        (3, 1.0, "Diện tích lúa", "ha"),
        (4, 1.0, "Diện tích lúa", "ha"),
        (5, 2.0, "Tỷ lệ che phủ rừng", "%"),
        (6, 3.0, "Số hộ nghèo & cận nghèo", "hộ"),
    ] {
        sheet.write(row, 0, number).unwrap();
        sheet.write(row, 1, label).unwrap();
        sheet.write(row, 2, unit).unwrap();
    }
    sheet.write(6, 1, "Số hộ nghèo").unwrap();
    for (row, column, number) in [(3, 3, 310.5), (3, 4, 1.0), (3, 5, 300.25), (4, 3, 999.0), (4, 5, 998.0), (6, 3, 1250.0), (6, 5, 1115.0)]
    {
        sheet.write(row, column, number).unwrap();
    }
    sheet.write_with_format(3, 6, 0.967, &percent).unwrap();
    sheet.write_with_format(5, 3, 0.6, &percent).unwrap();
    sheet.write_with_format(5, 5, 0.593, &percent).unwrap();
    sheet.set_column_hidden(4).unwrap();
    sheet.set_row_hidden(4).unwrap();
    book.save_to_buffer().unwrap()
}

/// As Excel 2003 saves it.
pub const SPREADSHEETML: &str = r##"<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40">
 <Styles>
  <Style ss:ID="Default" ss:Name="Normal"><Font ss:FontName="Times New Roman"/></Style>
  <Style ss:ID="s21"><NumberFormat ss:Format="0.0%"/></Style>
 </Styles>
 <Worksheet ss:Name="Biểu 1"><Table>
  <Column ss:Index="5" ss:Hidden="1"/>
  <Row><Cell ss:MergeAcross="6"><Data ss:Type="String">UBND xã Bình Lộc</Data></Cell></Row>
  <Row><Cell ss:MergeAcross="6"><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">Báo cáo chỉ tiêu <B>6 tháng</B> đầu <Font html:Color="#FF0000">năm 2023</Font></ss:Data></Cell></Row>
  <Row><Cell><Data ss:Type="String">TT</Data></Cell><Cell><Data ss:Type="String">Chỉ tiêu</Data></Cell><Cell><Data ss:Type="String">Đơn vị tính</Data></Cell><Cell><Data ss:Type="String">Kế hoạch năm 2023</Data></Cell><Cell><Data ss:Type="String">Thực hiện 6 tháng</Data></Cell><Cell><Data ss:Type="String">Thực hiện 6 tháng&#10;năm 2023</Data></Cell><Cell><Data ss:Type="String">TH/KH</Data></Cell></Row>
  <Row><Cell><Data ss:Type="Number">1</Data></Cell><Cell><Data ss:Type="String">Diện tích lúa</Data></Cell><Cell><Data ss:Type="String">ha</Data></Cell><Cell><Data ss:Type="Number">310.5</Data><Comment><ss:Data xmlns="http://www.w3.org/TR/REC-html40">311</ss:Data></Comment></Cell><Cell><Data ss:Type="Number">1</Data></Cell><Cell><Data ss:Type="Number">300.25</Data></Cell><Cell ss:StyleID="s21" ss:Formula="=RC[-1]/RC[-3]"><Data ss:Type="Number">0.967</Data></Cell></Row>
  <Row ss:Hidden="1"><Cell><Data ss:Type="Number">1</Data></Cell><Cell><Data ss:Type="String">Diện tích lúa</Data></Cell><Cell><Data ss:Type="String">ha</Data></Cell><Cell><Data ss:Type="Number">999</Data></Cell><Cell ss:Index="6"><Data ss:Type="Number">998</Data></Cell></Row>
  <Row ss:Index="6"><Cell><Data ss:Type="Number">2</Data></Cell><Cell><Data ss:Type="String">Tỷ lệ che phủ rừng</Data></Cell><Cell><Data ss:Type="String">%</Data></Cell><Cell ss:StyleID="s21"><Data ss:Type="Number">0.59999999999999998</Data></Cell><Cell ss:Index="6" ss:StyleID="s21"><Data ss:Type="Number">0.59299999999999997</Data></Cell></Row>
  <Row><Cell><Data ss:Type="Number">3</Data></Cell><Cell><Data ss:Type="String">Số hộ nghèo</Data></Cell><Cell><Data ss:Type="String">hộ</Data></Cell><Cell><Data ss:Type="Number">1250</Data></Cell><Cell ss:Index="6"><Data ss:Type="Number">1115</Data></Cell></Row>
 </Table></Worksheet>
</Workbook>
"##;

/// As Excel saves it as a page; the browser's tolerance is used to the full.
pub const PAGE: &str = r##"<html xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8">
<!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet><x:Name>Biểu 1</x:Name></x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]-->
<style><!-- td {font-family:"Times New Roman", serif;} .xl24 {mso-number-format:"0\.0%";} --></style>
<script>document.write("<table><td>1");</script></head>
<body link=blue>
<table x:str border=0>
 <col width=64><col width=200><col width=64 span=2><col width=0 style='display:none'><col width=64 span=2>
 <tr height=20><td colspan=7>UBND x&atilde; Bình L&#7897;c</td></tr>
 <tr><td colspan=7>Báo cáo chỉ tiêu <b>6 tháng</b> đầu
   năm 2023</td></tr>
 <tr><td>TT</td><th>Chỉ tiêu<td>Đơn vị tính</td><td>Kế hoạch năm 2023<td>Thực hiện 6 tháng<td>Thực hiện 6 tháng<br>
  năm 2023</td><td>TH/KH
 <tr><td x:num>1</td><td>Diện tích lúa</td><td>ha</td><td x:num="310.5">310,5</td><td x:num>1</td><td x:num="300.25">300,3</td><td class=xl24 x:num="0.96699999999999997">96,7%</td></tr>
 <tr style='display:none'><td x:num>1</td><td>Diện tích lúa</td><td>ha</td><td x:num>999</td><td></td><td x:num>998</td></tr>
 <tr><td x:num>2</td><td>Tỷ lệ che phủ rừng</td><td>%</td><td class=xl24 x:num="0.6">60,0%</td><td></td><td class=xl24 x:num="0.593">59,3%</td></tr>
 <tr><td x:num>3</td><td>Số hộ nghèo</td><td>hộ</td><td x:num="1250">1.250</td><td><td x:num="1115">1.115</table>
</body></html>
"##;

/// As LibreOffice saves it in one file.
pub const FLAT: &str = r##"<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:automatic-styles><number:percentage-style style:name="N1"><number:number number:decimal-places="1"/><number:text>%</number:text></number:percentage-style><style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/></office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="Biểu 1">
<table:table-column table:number-columns-repeated="4"/><table:table-column table:visibility="collapse"/><table:table-column table:number-columns-repeated="2"/>
<table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="7" table:number-rows-spanned="1"><text:p>UBND xã Bình Lộc</text:p></table:table-cell><table:covered-table-cell table:number-columns-repeated="6"/></table:table-row>
<table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="7" table:number-rows-spanned="1"><text:p>Báo cáo chỉ tiêu <text:span>6 tháng</text:span> đầu năm 2023</text:p></table:table-cell><table:covered-table-cell table:number-columns-repeated="6"/></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>TT</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>Chỉ tiêu</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>Đơn vị tính</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>Kế hoạch năm 2023</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>Thực hiện 6 tháng</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>Thực hiện 6 tháng</text:p><text:p>năm 2023</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>TH/KH</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="float" office:value="1"/><table:table-cell office:value-type="string"><text:p>Diện tích lúa</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>ha</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="310.5"/><table:table-cell office:value-type="float" office:value="1"/><table:table-cell office:value-type="float" office:value="300.25"/><table:table-cell table:style-name="ce1" table:formula="of:=[.F4]/[.D4]" office:value-type="percentage" office:value="0.967"/></table:table-row>
<table:table-row table:visibility="collapse"><table:table-cell office:value-type="float" office:value="1"/><table:table-cell office:value-type="string"><text:p>Diện tích lúa</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>ha</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="999"/><table:table-cell/><table:table-cell office:value-type="float" office:value="998"/></table:table-row>
<table:table-row><table:table-cell office:value-type="float" office:value="2"/><table:table-cell office:value-type="string"><text:p>Tỷ lệ che phủ rừng</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>%</text:p></table:table-cell><table:table-cell table:style-name="ce1" office:value-type="percentage" office:value="0.6"/><table:table-cell/><table:table-cell table:style-name="ce1" office:value-type="percentage" office:value="0.593"/></table:table-row>
<table:table-row><table:table-cell office:value-type="float" office:value="3"/><table:table-cell office:value-type="string"><text:p>Số hộ nghèo</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>hộ</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="1250"/><table:table-cell/><table:table-cell office:value-type="float" office:value="1115"/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document>
"##;

/// As Excel saves it in Vietnamese settings, without what is hidden: lines have no way to hide anything.
pub const LINES: &str = "UBND xã Bình Lộc;;;;;\r\nBáo cáo chỉ tiêu 6 tháng đầu năm 2023;;;;;\r\nTT;Chỉ tiêu;Đơn vị tính;Kế hoạch năm 2023;\"Thực hiện 6 \
tháng\nnăm 2023\";TH/KH\r\n1;Diện tích lúa;ha;310,5;300,25;96,7%\r\n2;Tỷ lệ che phủ rừng;%;60,0%;59,3%;\r\n3;Số hộ nghèo;hộ;1.250;1.115;\r\n";
